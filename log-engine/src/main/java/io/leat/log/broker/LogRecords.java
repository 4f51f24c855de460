package io.leat.log.broker;

import io.leat.log.record.BatchReader;
import io.leat.log.record.BatchView;
import io.leat.log.segment.ReadBuffer;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All batches of a partition, for those who replay an internal topic. */
final class LogRecords {
    private static final Logger LOG = LoggerFactory.getLogger(LogRecords.class);
    private static final int READ_BYTES = 1024 * 1024;

    private LogRecords() {}

    /** Told of a batch that has records, and given a reader that stands before the first of them. */
    interface Visitor {
        void visit(BatchView batch, BatchReader records);
    }

    /** Hands over the batches there are, in their order. */
    static void each(Partition partition, Visitor visitor) {
        ReadBuffer buffer = new ReadBuffer();
        BatchReader reader = new BatchReader();
        long offset = partition.log().logStartOffset();
        while (offset < partition.log().highWatermark()) {
            ByteBuffer batches =
                    partition.log().read(offset, READ_BYTES, buffer).batches();
            for (int at = batches.position(); at < batches.limit(); ) {
                BatchView batch = new BatchView(batches, at);
                if (batch.count() > 0) {
                    visitor.visit(batch, reader.open(batch));
                }
                offset = batch.nextOffset();
                at += batch.sizeInBytes();
            }
        }
    }

    /**
     * Reads a record of an internal topic.
     *
     * @param <T> what it is
     */
    interface Decoder<T> {
        /**
         * The record; empty if it is of a kind that this version does not know.
         *
         * @throws IllegalArgumentException if the bytes are not what their version says
         */
        Optional<T> decode(ByteBuffer key, @Nullable ByteBuffer value);
    }

    /** Hands over the records that are left in a batch. One that cannot be read, or has no key, is passed over. */
    static <T> void decode(Partition partition, BatchReader records, Decoder<T> decoder, Consumer<T> apply) {
        while (records.next()) {
            byte[] key = records.key();
            byte[] value = records.value();
            if (key == null) {
                continue;
            }
            try {
                decoder.decode(ByteBuffer.wrap(key), value == null ? null : ByteBuffer.wrap(value))
                        .ifPresent(apply);
            } catch (IllegalArgumentException e) {
                LOG.warn("{}: the record at offset {} is passed over: {}", partition, records.offset(), e.getMessage());
            }
        }
    }
}
