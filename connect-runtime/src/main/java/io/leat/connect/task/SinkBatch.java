package io.leat.connect.task;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/** What {@code put} has not taken yet, and the offsets it leads to. Normally one part; more once a part was rejected. */
final class SinkBatch {
    private final List<SinkRecord> part = new ArrayList<>();
    private final Deque<List<SinkRecord>> rest = new ArrayDeque<>();
    private final Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();

    /** What is to be put next. */
    List<SinkRecord> part() {
        return part;
    }

    /** Where each partition has come to when all parts are put. */
    Map<TopicPartition, OffsetAndMetadata> offsets() {
        return offsets;
    }

    /** Leaves the first half of the part, which has two records at least; the other half is the part after it. */
    void split() {
        List<SinkRecord> second = part.subList(part.size() / 2, part.size());
        rest.push(new ArrayList<>(second));
        second.clear();
    }

    /** The part is done with. False if there is no other. */
    boolean next() {
        part.clear();
        List<SinkRecord> next = rest.poll();
        if (next != null) {
            part.addAll(next);
        }
        return next != null;
    }

    void drop(Collection<TopicPartition> partitions) {
        part.removeIf(record -> isOf(partitions, record));
        rest.forEach(other -> other.removeIf(record -> isOf(partitions, record)));
        offsets.keySet().removeAll(partitions);
    }

    private static boolean isOf(Collection<TopicPartition> partitions, SinkRecord record) {
        return partitions.contains(new TopicPartition(record.originalTopic(), record.originalKafkaPartition()));
    }
}
