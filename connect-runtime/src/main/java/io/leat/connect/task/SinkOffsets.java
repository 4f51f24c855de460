package io.leat.connect.task;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a sink task has come in each partition that is assigned to it: what it was given, and what is committed. Pure.
 *
 * <p>An offset is that of the next record, as everywhere in Kafka.
 */
final class SinkOffsets {
    private final Map<TopicPartition, OffsetAndMetadata> delivered = new HashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();

    /** A partition was assigned, or is read anew from {@code position}: up to there nothing is left to commit. */
    void start(TopicPartition partition, long position) {
        delivered.put(partition, new OffsetAndMetadata(position));
        committed.put(partition, new OffsetAndMetadata(position));
    }

    void forget(Collection<TopicPartition> partitions) {
        delivered.keySet().removeAll(partitions);
        committed.keySet().removeAll(partitions);
    }

    /** {@code put} took everything before these offsets. */
    void delivered(Map<TopicPartition, OffsetAndMetadata> offsets) {
        offsets.forEach((partition, offset) -> delivered.computeIfPresent(partition, (k, old) -> offset));
    }

    /** What was delivered of {@code partitions}, a copy for {@code preCommit}. */
    Map<TopicPartition, OffsetAndMetadata> delivered(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> part = new HashMap<>(delivered);
        part.keySet().retainAll(partitions);
        return part;
    }

    /**
     * What of the task's answer to {@code preCommit} is worth a commit: partitions it has, no further than it was given
     * records, and not committed already.
     */
    Map<TopicPartition, OffsetAndMetadata> committable(
            Map<TopicPartition, OffsetAndMetadata> answer, Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> worth = new HashMap<>();
        answer.forEach((partition, offset) -> {
            OffsetAndMetadata reached = delivered.get(partition);
            boolean valid = reached != null && offset.offset() <= reached.offset() && partitions.contains(partition);
            if (valid && !offset.equals(committed.get(partition))) {
                worth.put(partition, offset);
            }
        });
        return worth;
    }

    void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
        committed.putAll(offsets);
    }

    /** Records of the assigned partitions that are still unread. */
    static long lag(Consumer<?, ?> consumer) {
        long lag = 0;
        for (TopicPartition partition : consumer.assignment()) {
            lag += consumer.currentLag(partition).orElse(0);
        }
        return lag;
    }

    /** What is committed, to go on from when a flush failed; what was delivered beyond it counts no more. */
    Map<TopicPartition, OffsetAndMetadata> rewind() {
        delivered.putAll(committed);
        return Map.copyOf(committed);
    }
}
