package io.leat.log.client;

import io.leat.log.broker.Broker;
import io.leat.log.broker.Partition;
import io.leat.log.partition.PartitionLog;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** An assigned partition: where it is read next, or by which rule that is still to be found, and whether it is paused. */
final class ReadPosition {
    private final TopicPartition name;
    private final PartitionCursor cursor;
    private final Bell bell;
    private @Nullable Partition partition;
    private @Nullable PartitionLog watched;
    private boolean known;
    private @Nullable ResetRule rule;
    private boolean paused;
    private volatile long lag = -1;

    ReadPosition(TopicPartition name, PartitionCursor cursor, Bell bell) {
        this.name = name;
        this.cursor = cursor;
        this.bell = bell;
    }

    TopicPartition name() {
        return name;
    }

    PartitionCursor cursor() {
        return cursor;
    }

    /** The partition, watched by the consumer's bell; nothing while it does not exist. */
    Optional<Partition> partition(Broker broker) {
        Partition current = partition;
        if (current != null && !current.gone()) {
            return Optional.of(current);
        }
        release();
        try {
            Partition found = broker.partition(name);
            PartitionLog log = found.log();
            log.watch(bell);
            watched = log;
            partition = found;
            return Optional.of(found);
        } catch (UnknownTopicOrPartitionException e) {
            return Optional.empty();
        }
    }

    /** Whether there is an offset to read from. */
    boolean isKnown() {
        return known;
    }

    boolean isReadable() {
        return known && !paused;
    }

    void seek(long offset) {
        cursor.seek(offset);
        known = true;
        rule = null;
    }

    /** The position is to be found anew, by {@code by}. */
    void reset(ResetRule by) {
        cursor.giveBack();
        known = false;
        rule = by;
    }

    /** By which rule the position is to be found; none: by what the group has committed. */
    @Nullable
    ResetRule rule() {
        return rule;
    }

    void pause(boolean paused) {
        this.paused = paused;
    }

    boolean isPaused() {
        return paused;
    }

    /** What a commit of this position says. */
    OffsetAndMetadata committable() {
        return new OffsetAndMetadata(cursor.position(), cursor.leaderEpoch(), "");
    }

    void noteLag() {
        lag = Math.max(0, cursor.end() - cursor.position());
    }

    /** Records between position and end when last read; -1 before the first read. Any thread may ask. */
    long lag() {
        return lag;
    }

    /** Ends the watch and gives the memory back. */
    void release() {
        PartitionLog log = watched;
        if (log != null) {
            log.unwatch(bell);
        }
        watched = null;
        partition = null;
    }
}
