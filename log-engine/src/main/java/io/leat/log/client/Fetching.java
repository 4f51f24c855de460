package io.leat.log.client;

import io.leat.log.broker.Broker;
import io.leat.log.broker.Partition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Takes records from the assigned partitions in turn. A partition that could give {@code max.partition.fetch.bytes} goes to the end of
 * the row when those are handed out, so that none waits for another longer than that.
 */
final class Fetching {
    private final Broker broker;
    private final Positions positions;
    private final ConsumerMeters meters;
    private final int maxRecords;
    private final int maxBytes;
    private final ArrayDeque<ReadPosition> row = new ArrayDeque<>();
    private List<ReadPosition> rowOf = List.of();

    Fetching(Broker broker, Positions positions, ConsumerSettings settings, ConsumerMeters meters) {
        this.broker = broker;
        this.positions = positions;
        this.meters = meters;
        this.maxRecords = settings.maxPollRecords;
        this.maxBytes = Math.min(settings.maxPartitionFetchBytes, settings.fetchMaxBytes);
    }

    /**
     * Up to {@code max.poll.records} records, and moves the positions past them (C2); the positions that moved are in {@code
     * nextOffsets}, those too that moved without a record. Each partition is read from the log once at most; what fails is thrown only if nothing was taken from the others, and otherwise by the next call.
     *
     * @throws org.apache.kafka.clients.consumer.OffsetOutOfRangeException if the log does not have a position, and {@code auto.offset.reset} is none
     */
    ConsumerRecords<byte[], byte[]> take() {
        line();
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new LinkedHashMap<>();
        Map<TopicPartition, OffsetAndMetadata> next = new LinkedHashMap<>();
        int room = maxRecords;
        for (int turns = row.size(); turns > 0 && room > 0; turns--) {
            ReadPosition position = row.element();
            long before = position.cursor().position();
            List<ConsumerRecord<byte[], byte[]>> taken = takeFrom(position, room, records.isEmpty());
            if (taken == null) {
                break;
            }
            if (!taken.isEmpty()) {
                room -= taken.size();
                records.put(position.name(), taken);
            }
            if (position.cursor().position()
                    != before) { // Also over what is not for consumers: markers, what was aborted.
                next.put(position.name(), position.committable());
                position.noteLag();
            }
            if (!position.cursor().hasMore()) {
                row.add(row.remove());
            }
        }
        return next.isEmpty() ? ConsumerRecords.empty() : new ConsumerRecords<>(records, next);
    }

    /** Follows the assignment: who stays keeps its turn. */
    @SuppressWarnings("ReferenceEquality") // The list is replaced by each change: its identity is its version.
    private void line() {
        List<ReadPosition> assigned = positions.all();
        if (assigned != rowOf) {
            row.retainAll(assigned);
            assigned.stream().filter(position -> !row.contains(position)).forEach(row::add);
            rowOf = assigned;
        }
    }

    /** Null if the read failed and there is something to return before that is told. */
    private @Nullable List<ConsumerRecord<byte[], byte[]>> takeFrom(ReadPosition position, int room, boolean mayFail) {
        PartitionCursor cursor = position.cursor();
        if (!position.isReadable()) {
            return List.of();
        }
        try {
            if (!cursor.hasMore() && !fetch(position)) {
                return List.of();
            }
            List<ConsumerRecord<byte[], byte[]>> taken = new ArrayList<>(room);
            cursor.drain(taken, room);
            meters.consumed(taken.size(), cursor.takeBytesDrained());
            return taken;
        } catch (RuntimeException e) {
            RuntimeException failure = e instanceof org.apache.kafka.common.errors.OffsetOutOfRangeException
                    ? positions.resetLost(position)
                    : e;
            if (failure != null && mayFail) {
                throw failure;
            }
            return failure == null ? List.of() : null;
        }
    }

    private boolean fetch(ReadPosition position) {
        Partition partition = position.partition(broker).orElse(null);
        return partition != null && position.cursor().fetch(partition.log(), maxBytes);
    }
}
