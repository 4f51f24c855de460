package io.leat.log.client;

import io.leat.log.partition.AbortedBatches;
import io.leat.log.partition.Fetched;
import io.leat.log.partition.PartitionLog;
import io.leat.log.record.BatchReader;
import io.leat.log.record.BatchView;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * Reads one partition: whole batches at a time from the log, record by record to the caller. What was read and not yet handed out
 * stays in the buffers' memory, still as bytes.
 */
final class PartitionCursor {
    private final TopicPartition name;
    private final String topic;
    private final int partition;
    private final ReadBuffers buffers;
    private final boolean readCommitted;
    private ReadBuffers.@Nullable Loan loan;
    private @Nullable ByteBuffer batches;
    private AbortedBatches aborted = AbortedBatches.NONE;
    private boolean inBatch;
    private long nextBatchOffset;
    private long position;
    private long end;
    private long bytesDrained;

    private TimestampType timestampType = TimestampType.CREATE_TIME;
    private Optional<Integer> leaderEpoch = Optional.empty();

    PartitionCursor(TopicPartition name, ReadBuffers buffers, boolean readCommitted) {
        this.name = name;
        this.topic = name.topic();
        this.partition = name.partition();
        this.buffers = buffers;
        this.readCommitted = readCommitted;
    }

    /** The offset of the next record that will be handed out. */
    long position() {
        return position;
    }

    /** The leader epoch of the batch that was read last. */
    Optional<Integer> leaderEpoch() {
        return leaderEpoch;
    }

    /** The end of what may be read, as the last read saw it. */
    long end() {
        return end;
    }

    /** Whether records are in memory; if not, {@link #fetch} is next. */
    boolean hasMore() {
        return loan != null;
    }

    /** Goes to {@code offset}; what is in memory is forgotten. */
    void seek(long offset) {
        giveBack();
        position = offset;
        leaderEpoch = Optional.empty();
    }

    /**
     * Reads from the log.
     *
     * @return whether there was anything
     * @throws org.apache.kafka.common.errors.OffsetOutOfRangeException if the log does not have the position
     * @throws org.apache.kafka.common.errors.CorruptRecordException if the disk does not have what was written
     */
    boolean fetch(PartitionLog log, int maxBytes) {
        ReadBuffers.Loan fresh = buffers.borrow();
        try {
            Fetched fetched = readCommitted
                    ? log.readCommitted(position, maxBytes, fresh.memory())
                    : log.read(position, maxBytes, fresh.memory());
            end = readCommitted ? fetched.lastStableOffset() : fetched.highWatermark();
            if (fetched.batches().hasRemaining()) {
                batches = fetched.batches();
                aborted = fetched.aborted();
                loan = fresh;
            }
        } finally {
            if (loan == null) {
                buffers.giveBack(fresh);
            }
        }
        return loan != null;
    }

    /** Hands out up to {@code max} records of those in memory; returns their number. */
    int drain(List<ConsumerRecord<byte[], byte[]>> into, int max) {
        ReadBuffers.Loan current = loan;
        int taken = 0;
        while (current != null && taken < max) {
            if (inBatch) {
                taken += drainBatch(current.reader(), into, max - taken);
            } else if (!openBatch(current.reader())) {
                giveBack();
                current = null;
            }
        }
        return taken;
    }

    /** Bytes of keys and values handed out since the last call. */
    long takeBytesDrained() {
        long bytes = bytesDrained;
        bytesDrained = 0;
        return bytes;
    }

    private int drainBatch(BatchReader reader, List<ConsumerRecord<byte[], byte[]>> into, int max) {
        int taken = 0;
        while (taken < max) {
            if (!reader.next()) {
                inBatch = false;
                position =
                        Math.max(position, nextBatchOffset); // Compaction may have taken the last records of the batch.
                return taken;
            }
            long offset = reader.offset();
            if (offset >= position) { // A batch starts where its producer began it, not where we ask.
                into.add(record(reader, offset));
                position = offset + 1;
                bytesDrained += Math.max(0, reader.keySize()) + Math.max(0, reader.valueSize());
                taken++;
            }
        }
        return taken;
    }

    private ConsumerRecord<byte[], byte[]> record(BatchReader reader, long offset) {
        Headers headers = reader.headerCount() == 0 ? new RecordHeaders() : new RecordHeaders(reader.headers());
        return new ConsumerRecord<>(
                topic,
                partition,
                offset,
                reader.timestamp(),
                timestampType,
                reader.keySize(),
                reader.valueSize(),
                reader.key(),
                reader.value(),
                headers,
                leaderEpoch);
    }

    /** Opens the next batch that is for consumers; false at the end of what is in memory. */
    private boolean openBatch(BatchReader reader) {
        ByteBuffer rest = batches;
        while (rest != null && rest.hasRemaining()) {
            BatchView batch = BatchView.at(rest);
            rest.position(rest.position() + batch.sizeInBytes());
            nextBatchOffset = batch.nextOffset();
            int epoch = batch.leaderEpoch();
            if (leaderEpoch.isEmpty() || leaderEpoch.get() != epoch) {
                leaderEpoch = epoch < 0 ? Optional.empty() : Optional.of(epoch);
            }
            if (batch.isControl() || aborted.contains(batch)) {
                position = Math.max(position, nextBatchOffset);
            } else {
                timestampType = batch.timestampType();
                reader.open(batch);
                inBatch = true;
                return true;
            }
        }
        return false;
    }

    /** Forgets what is in memory. */
    void giveBack() {
        ReadBuffers.Loan current = loan;
        if (current != null) {
            buffers.giveBack(current);
        }
        loan = null;
        batches = null;
        inBatch = false;
    }

    @Override
    public String toString() {
        return name + " at " + position;
    }
}
