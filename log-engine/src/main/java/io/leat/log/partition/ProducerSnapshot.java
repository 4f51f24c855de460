package io.leat.log.partition;

import io.leat.log.partition.ProducerState.Sent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.kafka.common.errors.CorruptRecordException;

/**
 * The file {@code <offset>.snapshot}: the producers as they were at that offset. Kafka's format, version 1: version int16, CRC-32C
 * of the rest uint32, count int32, and per producer id int64, epoch int16, last sequence int32, last offset int64, offset
 * delta int32, timestamp int64, coordinator epoch int32, first offset of the open transaction int64. Only a producer's last
 * batch is in it.
 */
final class ProducerSnapshot {
    /** A foreign giant is not loaded: room for a million producers and more. */
    static final int MAX_BYTES = 64 * 1024 * 1024;

    private static final short VERSION = 1;
    private static final int CRC_AT = 2;
    private static final int ENTRIES_AT = 6;
    private static final int ENTRY_SIZE = 46;

    private ProducerSnapshot() {}

    static byte[] write(Collection<ProducerState> states) {
        ByteBuffer bytes = ByteBuffer.allocate(ENTRIES_AT + Integer.BYTES + states.size() * ENTRY_SIZE);
        bytes.putShort(VERSION).position(ENTRIES_AT).putInt(states.size());
        for (ProducerState state : states) {
            write(state, bytes);
        }
        bytes.putInt(CRC_AT, crc(bytes.array()));
        return bytes.array();
    }

    private static void write(ProducerState state, ByteBuffer target) {
        List<Sent> recent = state.recent();
        Sent last = recent.isEmpty() ? new Sent(-1, -1, -1, 0, -1) : recent.get(recent.size() - 1);
        target.putLong(state.producerId())
                .putShort(state.epoch())
                .putInt(last.lastSequence())
                .putLong(last.lastOffset())
                .putInt(last.offsetDelta())
                .putLong(state.lastTimestamp())
                .putInt(state.coordinatorEpoch())
                .putLong(state.firstOffset());
    }

    /**
     * Reads what {@link #write} wrote, or Kafka did.
     *
     * @throws CorruptRecordException if it is not of this form, or not what its checksum says
     */
    static List<ProducerState> read(String file, byte[] content) {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        if (content.length < ENTRIES_AT + Integer.BYTES || bytes.getShort(0) != VERSION) {
            throw CheckpointLines.corrupt(file, "it is not a producer snapshot of version 1");
        }
        if (bytes.getInt(CRC_AT) != crc(content)) {
            throw CheckpointLines.corrupt(file, "its checksum is wrong");
        }
        int count = bytes.position(ENTRIES_AT).getInt();
        if ((long) count * ENTRY_SIZE != bytes.remaining()) {
            throw CheckpointLines.corrupt(
                    file, "it announces %d producers in %d bytes".formatted(count, bytes.remaining()));
        }
        List<ProducerState> states = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            states.add(read(bytes));
        }
        return states;
    }

    private static ProducerState read(ByteBuffer source) {
        long producerId = source.getLong();
        short epoch = source.getShort();
        int lastSequence = source.getInt();
        long lastOffset = source.getLong();
        int offsetDelta = source.getInt();
        long timestamp = source.getLong();
        int coordinatorEpoch = source.getInt();
        long firstOffset = source.getLong();
        List<Sent> recent = lastOffset < 0
                ? List.of()
                : List.of(new Sent(
                        firstSequence(lastSequence, offsetDelta), lastSequence, lastOffset, offsetDelta, timestamp));
        return new ProducerState(producerId, epoch, recent, timestamp, coordinatorEpoch, firstOffset);
    }

    private static int firstSequence(int lastSequence, int offsetDelta) {
        return lastSequence < 0 ? lastSequence : (lastSequence - offsetDelta) & Integer.MAX_VALUE;
    }

    private static int crc(byte[] content) {
        CRC32C crc = new CRC32C();
        crc.update(content, ENTRIES_AT, content.length - ENTRIES_AT);
        return (int) crc.getValue();
    }
}
