package io.leat.log.record;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The marker that ends a transaction in a partition: the one record of a control batch. Its key holds a version and a type
 * (0 abort, 1 commit), its value a version and the epoch of the coordinator that decided.
 */
public record EndMarker(boolean commit, int coordinatorEpoch) {
    private static final int ABORT = 0;
    private static final int COMMIT = 1;
    private static final short VERSION = 0;

    /** The marker in {@code batch}; null if it is a control batch of another kind, or compaction has emptied it. */
    public static @Nullable EndMarker of(BatchView batch) {
        BatchReader reader = new BatchReader().open(batch);
        if (!batch.isControl() || !reader.next()) {
            return null;
        }
        byte[] key = reader.key();
        byte[] value = reader.value();
        if (key == null || key.length < 4 || value == null || value.length < 6) {
            return null;
        }
        int type = ByteBuffer.wrap(key).getShort(2);
        return type == ABORT || type == COMMIT
                ? new EndMarker(type == COMMIT, ByteBuffer.wrap(value).getInt(2))
                : null;
    }

    /** The control batch of one record that writes it, for the transaction of a producer. */
    public ByteBuffer batch(long producerId, short producerEpoch, long timestamp) {
        BatchWriter writer = new BatchWriter(Codec.NONE, 128);
        writer.producer(producerId, producerEpoch, BatchView.NO_SEQUENCE);
        writer.transactional();
        writer.control();
        byte[] key = ByteBuffer.allocate(4)
                .putShort(VERSION)
                .putShort((short) (commit ? COMMIT : ABORT))
                .array();
        byte[] value = ByteBuffer.allocate(6)
                .putShort(VERSION)
                .putInt(coordinatorEpoch)
                .array();
        writer.append(timestamp, key, value);
        return writer.close();
    }
}
