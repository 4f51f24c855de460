package io.leat.log.api;

import io.leat.log.broker.Partition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.FetchMetadata;
import org.apache.kafka.common.requests.FetchRequest;
import org.apache.kafka.common.requests.FetchResponse;
import org.jspecify.annotations.Nullable;

/**
 * One fetch until it is answered: when it has {@code fetch.min.bytes}, when something is wrong, or when {@code fetch.max.wait.ms} are
 * over. While it waits the partitions ring it at each append. On the thread of its connection.
 */
final class Fetch {
    /** A fetch that wants more than a byte looks again after so long, not at each of a thousand appends. */
    private static final int PAUSE_MS = 1;

    private final Call who;
    private final FetchRequest request;
    private final @Nullable FetchSession session;
    private final boolean incremental;
    private final Collection<FetchPart> parts;
    private final int maxBytes;
    private final boolean committed;
    private final CompletableFuture<AbstractResponse> answer = new CompletableFuture<>();
    private final AtomicBoolean rung = new AtomicBoolean();
    private final Runnable bell = this::ring;
    private final List<Partition> watched = new ArrayList<>();
    private Runnable deadline = () -> {};

    /**
     * A fetch of {@code parts}, those of {@code session} if there is one.
     *
     * @param incremental whether only what is new is told
     * @param maxBytes of records in the answer; a first batch that is larger is sent all the same
     * @param committed whether only committed records are
     */
    Fetch(
            Call who,
            FetchRequest request,
            @Nullable FetchSession session,
            boolean incremental,
            Collection<FetchPart> parts,
            int maxBytes,
            boolean committed) {
        this.who = who;
        this.request = request;
        this.session = session;
        this.incremental = incremental;
        this.parts = parts;
        this.maxBytes = maxBytes;
        this.committed = committed;
    }

    CompletableFuture<AbstractResponse> begin() {
        Read first = read();
        if (first.isEnough() || request.maxWait() <= 0 || parts.isEmpty()) {
            finish(first);
            return answer;
        }
        for (FetchPart part : parts) {
            Partition partition = part.partition();
            if (partition != null) {
                partition.watch(bell);
                watched.add(partition);
            }
        }
        deadline = who.home().later(request.maxWait(), () -> finish(read()));
        who.ifAbandoned(this::stop);
        look(); // What came between the first look and the watch rang nobody.
        return answer;
    }

    /** On the thread of whoever appends. */
    private void ring() {
        if (rung.compareAndSet(false, true)) {
            who.home().execute(this::rung);
        }
    }

    private void rung() {
        if (request.minBytes() > 1) {
            who.home().later(PAUSE_MS, this::look);
        } else {
            look();
        }
    }

    private void look() {
        rung.set(false); // Before reading: what is appended from here on rings again.
        if (!answer.isDone()) {
            Read now = read();
            if (now.isEnough()) {
                finish(now);
            }
        }
    }

    private void finish(Read read) {
        stop();
        if (answer.isDone()) {
            return;
        }
        int id = session == null ? FetchMetadata.INVALID_SESSION_ID : session.id();
        if (session != null) {
            session.served(read.withData);
        }
        LinkedHashMap<TopicIdPartition, PartitionData> told = new LinkedHashMap<>();
        read.all.forEach((part, data) -> {
            if (session == null || part.isNews(data) || !incremental) {
                told.put(part.name(), data);
            }
        });
        answer.complete(FetchResponse.of(Errors.NONE, 0, id, told, List.of()));
    }

    /** Nobody rings any more, and nothing keeps it. */
    private void stop() {
        watched.forEach(it -> it.unwatch(bell));
        deadline.run();
    }

    /** One look at all partitions. */
    private final class Read {
        private final Map<FetchPart, PartitionData> all = new LinkedHashMap<>();
        private final List<FetchPart> withData = new ArrayList<>();
        private int bytes;
        private boolean failed;

        void add(FetchPart part) {
            PartitionData data = isRefused(part)
                    ? FetchResponse.partitionResponse(part.name().partition(), Errors.TOPIC_AUTHORIZATION_FAILED)
                    : part.read(maxBytes - bytes, bytes == 0, committed);
            int size = FetchResponse.recordsSize(data);
            all.put(part, data);
            bytes += size;
            failed |= data.errorCode() != Errors.NONE.code() || FetchResponse.isDivergingEpoch(data);
            if (size > 0) {
                withData.add(part);
            }
        }

        boolean isEnough() {
            return failed || bytes >= request.minBytes();
        }
    }

    /** Asked at each look: what a session began with may be taken away, or given, while it lasts. */
    private boolean isRefused(FetchPart part) {
        if (!who.isAuthorized()) {
            return false;
        }
        Partition partition = part.partition();
        String topic =
                partition == null ? part.name().topic() : partition.name().topic();
        return topic != null && !topic.isEmpty() && !who.mayTopic(AclOperation.READ, topic);
    }

    private Read read() {
        Read read = new Read();
        for (FetchPart part : parts) {
            if (read.bytes < maxBytes || read.bytes == 0) {
                read.add(part);
            } else {
                break;
            }
        }
        return read;
    }
}
