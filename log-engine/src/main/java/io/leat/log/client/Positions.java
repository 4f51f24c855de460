package io.leat.log.client;

import io.leat.log.broker.Broker;
import io.leat.log.partition.PartitionLog;
import io.leat.log.partition.TimestampOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The assigned partitions of a consumer and where each is read next. */
final class Positions {
    private final Broker broker;
    private final ConsumerSettings settings;
    private final Bell bell;
    private final ReadBuffers buffers = new ReadBuffers();
    private final Map<TopicPartition, ReadPosition> assigned = new LinkedHashMap<>();
    private volatile List<ReadPosition> snapshot = List.of();

    Positions(Broker broker, ConsumerSettings settings, Bell bell) {
        this.broker = broker;
        this.settings = settings;
        this.bell = bell;
    }

    Set<TopicPartition> names() {
        return Set.copyOf(assigned.keySet());
    }

    /** All, in the order of their assignment; replaced by each change of it, so any thread may look. */
    List<ReadPosition> all() {
        return snapshot;
    }

    boolean isEmpty() {
        return assigned.isEmpty();
    }

    boolean has(TopicPartition name) {
        return assigned.containsKey(name);
    }

    /** @throws IllegalStateException if it is not assigned */
    ReadPosition of(TopicPartition name) {
        ReadPosition position = assigned.get(name);
        if (position == null) {
            throw new IllegalStateException("No current assignment for partition " + name);
        }
        return position;
    }

    /** Each of {@code names}; all that are assigned if it is empty. */
    List<ReadPosition> ofAll(Collection<TopicPartition> names) {
        return names.isEmpty() ? snapshot : names.stream().map(this::of).toList();
    }

    void add(Collection<TopicPartition> names) {
        for (TopicPartition name : names) {
            assigned.computeIfAbsent(name, this::fresh);
        }
        snapshot = List.copyOf(assigned.values());
    }

    private ReadPosition fresh(TopicPartition name) {
        return new ReadPosition(name, new PartitionCursor(name, buffers, settings.readCommitted), bell);
    }

    void remove(Collection<TopicPartition> names) {
        for (TopicPartition name : names) {
            ReadPosition position = assigned.remove(name);
            if (position != null) {
                position.cursor().giveBack();
                position.release();
            }
        }
        snapshot = List.copyOf(assigned.values());
    }

    /** Makes {@code names} the assignment; positions of those that stay are kept. */
    void retain(Set<TopicPartition> names) {
        Set<TopicPartition> gone = new LinkedHashSet<>(assigned.keySet());
        gone.removeAll(names);
        remove(gone);
        add(names);
    }

    Set<TopicPartition> namesOf(Predicate<ReadPosition> which) {
        Set<TopicPartition> names = new LinkedHashSet<>();
        for (ReadPosition position : snapshot) {
            if (which.test(position)) {
                names.add(position.name());
            }
        }
        return names;
    }

    /** What to commit: each position that is known. */
    Map<TopicPartition, OffsetAndMetadata> committable(Collection<TopicPartition> names) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition name : names) {
            ReadPosition position = assigned.get(name);
            if (position != null && position.isKnown()) {
                offsets.put(name, position.committable());
            }
        }
        return offsets;
    }

    /**
     * Finds the positions that are not known, as far as their partitions exist: the group's commit, else {@code auto.offset.reset}.
     *
     * @return whether all are known now
     * @throws NoOffsetForPartitionException if there is no commit, and {@code auto.offset.reset} is none
     */
    boolean resolve() {
        List<ReadPosition> unknown =
                snapshot.stream().filter(position -> !position.isKnown()).toList();
        if (unknown.isEmpty()) {
            return true;
        }
        takeCommitted(unknown);
        boolean all = true;
        for (ReadPosition position : unknown) {
            ResetRule rule = position.rule();
            if (!position.isKnown() && rule != null) {
                all &= reset(position, rule);
            }
        }
        return all;
    }

    private void takeCommitted(List<ReadPosition> unknown) {
        List<TopicPartition> asked = unknown.stream()
                .filter(position -> position.rule() == null)
                .map(ReadPosition::name)
                .toList();
        if (asked.isEmpty()) {
            return;
        }
        String group = settings.groupId;
        Map<TopicPartition, OffsetAndMetadata> committed =
                group == null ? Map.of() : broker.groups().committed(group, asked);
        List<TopicPartition> lost = new ArrayList<>();
        for (TopicPartition name : asked) {
            OffsetAndMetadata commit = committed.get(name);
            if (commit != null) {
                of(name).seek(commit.offset());
            } else if (settings.reset instanceof ResetRule.None) {
                lost.add(name);
            } else {
                of(name).reset(settings.reset);
            }
        }
        if (!lost.isEmpty()) {
            throw new NoOffsetForPartitionException(lost);
        }
    }

    private boolean reset(ReadPosition position, ResetRule rule) {
        return position.partition(broker)
                .map(partition -> {
                    position.seek(offset(partition.log(), rule));
                    return true;
                })
                .orElse(false);
    }

    private long offset(PartitionLog log, ResetRule rule) {
        if (rule instanceof ResetRule.Earliest) {
            return log.logStartOffset();
        }
        if (rule instanceof ResetRule.ByDuration since) {
            long oldest = broker.clock().millis() - since.age().toMillis();
            return log.offsetForTimestamp(oldest)
                    .map(TimestampOffset::offset)
                    .filter(found -> found < end(log))
                    .orElseGet(() -> end(log));
        }
        return end(log);
    }

    /** The end of what this consumer may read. */
    long end(PartitionLog log) {
        return settings.readCommitted ? log.lastStableOffset() : log.highWatermark();
    }

    /** Has a position that the log does not have found anew by {@code auto.offset.reset}; returns the error if that is none. */
    @Nullable
    OffsetOutOfRangeException resetLost(ReadPosition position) {
        if (settings.reset instanceof ResetRule.None) {
            return new OffsetOutOfRangeException(
                    Map.of(position.name(), position.cursor().position()));
        }
        position.reset(settings.reset);
        return null;
    }
}
