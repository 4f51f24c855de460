package io.leat.log.api;

import io.leat.log.broker.Partition;
import io.leat.log.partition.PartitionLog;
import io.leat.log.partition.PartitionLog.EpochEnd;
import io.leat.log.partition.Sliced;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchResponseData.AbortedTransaction;
import org.apache.kafka.common.message.FetchResponseData.EpochEndOffset;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.requests.FetchResponse;
import org.jspecify.annotations.Nullable;

/** What a client wants of one partition, and what it was last told of it. Lives as long as the request, or the session. */
final class FetchPart {
    private final TopicIdPartition name;
    private final @Nullable Partition partition;
    private final Errors missing;
    private FetchPartition wanted;
    private long toldHighWatermark = FetchResponse.INVALID_HIGH_WATERMARK;
    private long toldStart = FetchResponse.INVALID_LOG_START_OFFSET;
    private boolean told;

    private FetchPart(TopicIdPartition name, @Nullable Partition partition, Errors missing, FetchPartition wanted) {
        this.name = name;
        this.partition = partition;
        this.missing = missing;
        this.wanted = wanted;
    }

    /** Looks the partition up; if it is not there, that is what will be told. */
    static FetchPart of(TopicLookup topics, boolean byId, TopicIdPartition name, FetchPartition wanted) {
        try {
            Partition found = topics.partition(byId, name.topic(), name.topicId(), name.partition());
            return new FetchPart(name, found, Errors.NONE, wanted);
        } catch (UnknownTopicIdException e) {
            return new FetchPart(name, null, Errors.UNKNOWN_TOPIC_ID, wanted);
        } catch (RuntimeException e) {
            return new FetchPart(name, null, Failures.error(e), wanted);
        }
    }

    TopicIdPartition name() {
        return name;
    }

    /** Null if there is none. */
    @Nullable
    Partition partition() {
        return partition;
    }

    /** Whether it has to be looked up anew: the topic was deleted, or was not there. */
    boolean stale() {
        return partition == null || partition.gone();
    }

    FetchPartition wanted() {
        return wanted;
    }

    void want(FetchPartition now) {
        wanted = now;
    }

    /** Reads, or says why not. */
    PartitionData read(int maxBytes, boolean whole, boolean committed) {
        if (partition == null) {
            return FetchResponse.partitionResponse(name.partition(), missing);
        }
        try {
            PartitionLog log = partition.log();
            TopicLookup.checkEpoch(log, wanted.currentLeaderEpoch());
            EpochEndOffset diverging = diverging(log);
            if (diverging != null) {
                return empty(log).setDivergingEpoch(diverging);
            }
            Sliced sliced =
                    log.slice(wanted.fetchOffset(), Math.min(maxBytes, wanted.partitionMaxBytes()), whole, committed);
            return data(sliced, committed);
        } catch (RuntimeException e) {
            return FetchResponse.partitionResponse(name.partition(), Failures.error(e));
        }
    }

    /** Whether {@code now} tells more than was told before; if so it counts as told. */
    boolean isNews(PartitionData now) {
        boolean news = !told
                || FetchResponse.recordsSize(now) > 0
                || now.errorCode() != Errors.NONE.code()
                || FetchResponse.isDivergingEpoch(now)
                || now.highWatermark() != toldHighWatermark
                || now.logStartOffset() != toldStart;
        toldHighWatermark = now.highWatermark();
        toldStart = now.logStartOffset();
        told = now.errorCode() == Errors.NONE.code(); // An error is told again and again, until it is over.
        return news;
    }

    private PartitionData data(Sliced sliced, boolean committed) {
        return new PartitionData()
                .setPartitionIndex(name.partition())
                .setHighWatermark(sliced.highWatermark())
                .setLastStableOffset(sliced.lastStableOffset())
                .setLogStartOffset(sliced.logStartOffset())
                .setAbortedTransactions(committed ? aborted(sliced) : null)
                .setRecords(sliced.slice() == null ? MemoryRecords.EMPTY : new SlicedRecords(sliced.slice()));
    }

    private PartitionData empty(PartitionLog log) {
        return new PartitionData()
                .setPartitionIndex(name.partition())
                .setHighWatermark(log.highWatermark())
                .setLastStableOffset(log.lastStableOffset())
                .setLogStartOffset(log.logStartOffset())
                .setRecords(MemoryRecords.EMPTY);
    }

    /** Where the log parted from what the client has read last; null if it did not, or the client does not say. */
    private @Nullable EpochEndOffset diverging(PartitionLog log) {
        if (wanted.lastFetchedEpoch() < 0) {
            return null;
        }
        EpochEnd end = log.endOfEpoch(wanted.lastFetchedEpoch());
        boolean same = end.epoch() == wanted.lastFetchedEpoch() && end.endOffset() >= wanted.fetchOffset();
        return same ? null : new EpochEndOffset().setEpoch(end.epoch()).setEndOffset(end.endOffset());
    }

    private static List<AbortedTransaction> aborted(Sliced sliced) {
        return sliced.aborted().stream()
                .map(it ->
                        new AbortedTransaction().setProducerId(it.producerId()).setFirstOffset(it.firstOffset()))
                .collect(Collectors.toList());
    }
}
