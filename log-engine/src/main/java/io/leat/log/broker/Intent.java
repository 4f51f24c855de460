package io.leat.log.broker;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.CorruptRecordException;

/**
 * What an atomic append is about to do (D9), as it stands in the journal: version (1 byte, 1), number of parts (4), and for each the topic
 * id (16), the partition (4), the offset it begins at (8) and the offset it ends before (8).
 */
record Intent(List<Extent> extents) {
    private static final byte VERSION = 1;
    private static final int EXTENT_SIZE = 36;

    /** Offsets {@code base} to {@code end - 1} of a partition. */
    record Extent(Uuid topicId, int partition, long base, long end) {}

    Intent {
        extents = List.copyOf(extents);
    }

    byte[] encode() {
        ByteBuffer bytes = ByteBuffer.allocate(5 + EXTENT_SIZE * extents.size());
        bytes.put(VERSION).putInt(extents.size());
        for (Extent it : extents) {
            bytes.putLong(it.topicId.getMostSignificantBits()).putLong(it.topicId.getLeastSignificantBits());
            bytes.putInt(it.partition).putLong(it.base).putLong(it.end);
        }
        return bytes.array();
    }

    /** Reads what {@link #encode} wrote. */
    static Intent decode(ByteBuffer bytes) {
        try {
            byte version = bytes.get();
            if (version != VERSION) {
                throw new CorruptRecordException("The journal of atomic appends has an entry of version " + version
                        + "; this program knows version " + VERSION + ": it was written by a later one.");
            }
            List<Extent> extents = new ArrayList<>();
            for (int left = bytes.getInt(); left > 0; left--) {
                Uuid topicId = new Uuid(bytes.getLong(), bytes.getLong());
                extents.add(new Extent(topicId, bytes.getInt(), bytes.getLong(), bytes.getLong()));
            }
            return new Intent(extents);
        } catch (BufferUnderflowException e) {
            throw new CorruptRecordException("The journal of atomic appends has an entry that ends too early.", e);
        }
    }
}
