package io.leat.log.api;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchRequestData.ForgottenTopic;

/**
 * What one client fetches, from request to request (KIP-227): a request names only what changes, an answer only what is new.
 *
 * <p>For one request at a time: {@link FetchSessions} sees to that.
 */
final class FetchSession {
    private final int id;
    private final boolean byId;
    private final Map<TopicIdPartition, FetchPart> parts = new LinkedHashMap<>();
    private int nextEpoch;
    private long lastUsed;

    FetchSession(int id, boolean byId) {
        this.id = id;
        this.byId = byId;
    }

    int id() {
        return id;
    }

    /** Whether its topics are named by id; that never changes. */
    boolean byId() {
        return byId;
    }

    int nextEpoch() {
        return nextEpoch;
    }

    /** Another request has come, at {@code now}. Epochs go from 1 to the greatest number and then to 1 again. */
    void used(long now) {
        nextEpoch = nextEpoch == Integer.MAX_VALUE ? 1 : nextEpoch + 1;
        lastUsed = now;
    }

    long lastUsed() {
        return lastUsed;
    }

    /** Takes over what a request changes. */
    void update(FetchRequestData request, TopicLookup topics) {
        for (ForgottenTopic topic : request.forgottenTopicsData()) {
            topic.partitions().forEach(number -> parts.remove(name(topic.topicId(), topic.topic(), number)));
        }
        for (FetchTopic topic : request.topics()) {
            for (FetchPartition wanted : topic.partitions()) {
                TopicIdPartition name = name(topic.topicId(), topic.topic(), wanted.partition());
                FetchPart known = parts.get(name);
                if (known == null || known.stale()) {
                    parts.put(name, FetchPart.of(topics, byId, name, wanted));
                } else {
                    known.want(wanted);
                }
            }
        }
    }

    /** In the order in which they are served: those that had data in the last answer come last. */
    Collection<FetchPart> parts() {
        return parts.values();
    }

    /** Looks up anew what was not there, or is not there any more. */
    void refresh(TopicLookup topics) {
        parts.replaceAll((name, part) -> part.stale() ? FetchPart.of(topics, byId, name, part.wanted()) : part);
    }

    /** Puts those at the end that had data, so that the others have their turn. */
    void served(List<FetchPart> withData) {
        if (withData.size() < parts.size()) {
            for (FetchPart part : withData) {
                parts.remove(part.name());
                parts.put(part.name(), part);
            }
        }
    }

    /** What a request without a session asks for. */
    static List<FetchPart> once(FetchRequestData request, boolean byId, TopicLookup topics) {
        List<FetchPart> parts = new ArrayList<>();
        for (FetchTopic topic : request.topics()) {
            for (FetchPartition wanted : topic.partitions()) {
                TopicIdPartition name = name(topic.topicId(), topic.topic(), wanted.partition());
                parts.add(FetchPart.of(topics, byId, name, wanted));
            }
        }
        return parts;
    }

    private static TopicIdPartition name(Uuid id, String topic, int partition) {
        return new TopicIdPartition(id, partition, topic);
    }
}
