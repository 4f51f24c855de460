package io.leat.log.segment;

import io.leat.log.disk.AppendFile;
import io.leat.log.record.BatchView;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Checks a batch in its file, piece by piece: before memory is taken for a batch larger than expected, since a size on a
 * broken disk is not believed.
 */
final class DiskChecksum {
    static final int PIECE = 256 * 1024;

    private DiskChecksum() {}

    /** Whether the {@code size} bytes at {@code position} are those that were written. The header says what to expect. */
    static boolean isRight(AppendFile file, BatchView header, long position, int size) {
        CRC32C computed = new CRC32C();
        ByteBuffer piece = ByteBuffer.allocate(Math.min(PIECE, size));
        for (int covered = BatchView.CHECKED_FROM; covered < size; covered += piece.limit()) {
            piece.clear().limit(Math.min(piece.capacity(), size - covered));
            if (file.read(piece, position + covered) < piece.limit()) {
                return false;
            }
            computed.update(piece.flip());
        }
        return header.crc() == (int) computed.getValue();
    }
}
