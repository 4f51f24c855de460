package io.leat.log.broker;

import io.leat.log.disk.StorageException;
import io.leat.log.partition.Origin;
import io.leat.log.partition.PartitionLog;
import io.leat.log.partition.Placed;
import io.leat.log.partition.Verification;
import io.leat.log.record.EndMarker;
import io.leat.log.transaction.ProducerIdentity;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.errors.OffsetOutOfRangeException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.Topic;
import org.jspecify.annotations.Nullable;

/**
 * A partition of this broker: its log, as long as there is one. A client keeps this handle, so that an append or a read costs no
 * lookup, and gets Kafka's errors from it once the topic is deleted or the folder has failed.
 */
public final class Partition {
    private final PartitionLog log;
    private final LogDir dir;
    private final boolean internal;
    private volatile @Nullable Supplier<RuntimeException> gone;
    /** When {@link House} looks at it next; its own. */
    long nextTick = Long.MIN_VALUE;
    /** Below it {@link Compaction} has been; 0 if it has not, -1 if nobody knows. */
    volatile long cleaned;

    Partition(PartitionLog log, LogDir dir, long cleaned) {
        this.cleaned = cleaned;
        this.log = log;
        this.dir = dir;
        this.internal = Topic.isInternal(log.name().topic());
    }

    public TopicPartition name() {
        return log.name();
    }

    public Uuid topicId() {
        return log.topicId();
    }

    /**
     * The log, to read from and to watch; append through {@link Broker}.
     *
     * @throws UnknownTopicOrPartitionException if the topic is deleted
     * @throws KafkaStorageException if the log directory failed
     */
    public PartitionLog log() {
        check();
        return log;
    }

    /** Runs {@code bell} after each move of the high watermark, on the appending thread: it must be quick and not block. */
    public void watch(Runnable bell) {
        log.watch(bell);
    }

    public void unwatch(Runnable bell) {
        log.unwatch(bell);
    }

    /** True once the topic is deleted, the log directory failed or the broker is closed. */
    public boolean gone() {
        return gone != null || dir.failed();
    }

    /** Whether it is the broker's own, and no client may append to it. */
    boolean internal() {
        return internal;
    }

    LogDir dir() {
        return dir;
    }

    /** The log even if it is gone: for those who put things in order. */
    PartitionLog rawLog() {
        return log;
    }

    Placed append(ByteBuffer batches, Origin origin) {
        return append(batches, origin, null);
    }

    /** As {@link PartitionLog#append(ByteBuffer, Origin, Verification)}. */
    Placed append(ByteBuffer batches, Origin origin, @Nullable Verification verification) {
        return append(() -> log.append(batches, origin, verification));
    }

    /** Ends the transaction of a producer here. */
    Placed append(EndMarker marker, ProducerIdentity producer, int transactionVersion) {
        return append(() -> log.append(marker, producer.id(), producer.epoch(), transactionVersion));
    }

    private Placed append(Supplier<Placed> append) {
        check();
        try {
            return append.get();
        } catch (StorageException e) {
            dir.suffered(e);
            throw e;
        }
    }

    /** Moves the log's start, as {@link Broker#deleteRecords} has it. */
    long deleteRecords(long before) {
        check();
        if (internal) {
            throw new InvalidTopicException("Cannot delete records of internal topic " + name().topic());
        }
        if (!log.config().kept().deletes()) {
            throw new PolicyViolationException(
                    "Records of %s cannot be deleted: its cleanup.policy has no 'delete'.".formatted(name()));
        }
        if (before < 0) {
            throw new OffsetOutOfRangeException(
                    "The offset %d for partition %s is not valid".formatted(before, name()));
        }
        try {
            return log.deleteRecordsBefore(before);
        } catch (StorageException e) {
            dir.suffered(e);
            throw e;
        }
    }

    /** Makes durable what is in the log now. */
    void flush() {
        check();
        try {
            log.flush();
        } catch (StorageException e) {
            dir.fail(e); // What a refused flush left on the disk is not known; trying again would pretend it is.
            throw e;
        }
    }

    void deleted() {
        gone = () -> new UnknownTopicOrPartitionException("The topic of " + name() + " was deleted.");
    }

    void closed() {
        gone = () -> new KafkaStorageException("The log is closed; " + name() + " cannot be used any more.");
    }

    /** Takes this partition alone offline, until the next start. */
    void offline(String why) {
        gone = () -> new KafkaStorageException("The partition %s is offline: %s".formatted(name(), why));
    }

    void check() {
        Supplier<RuntimeException> reason = gone;
        if (reason != null) {
            throw reason.get();
        }
        dir.check();
    }

    @Override
    public String toString() {
        return name().toString();
    }
}
