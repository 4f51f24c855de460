package io.leat.connector.telegraf.listen;

import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Where reading has come to in a file, and how to know the file again.
 *
 * @param position the byte after the last line read
 * @param head a checksum of the file's first bytes and how many they are: {@code 1024:1f2e3d4c}. A file that begins otherwise is
 *     another file, even if it is as long
 */
record FilePosition(long position, String head) {
    /** So many bytes of the beginning are looked at, fewer while the file is shorter. */
    static final int HEAD_BYTES = 1024;

    static final String POSITION = "position";
    static final String HEAD = "head";

    Map<String, Object> offset() {
        return Map.of(POSITION, position, HEAD, head);
    }

    /** The position in a source offset, or null if there is none or it is none of ours. */
    static @Nullable FilePosition of(@Nullable Map<String, Object> offset) {
        return offset != null
                        && offset.get(POSITION) instanceof Number position
                        && offset.get(HEAD) instanceof String head
                ? new FilePosition(position.longValue(), head)
                : null;
    }

    static String headOf(byte[] bytes, int length) {
        var crc = new CRC32();
        crc.update(bytes, 0, length);
        return length + ":" + Long.toHexString(crc.getValue());
    }

    /** How many bytes the head was made of. */
    int headLength() {
        int colon = head.indexOf(':');
        try {
            return Math.max(0, Math.min(HEAD_BYTES, Integer.parseInt(head.substring(0, Math.max(0, colon)))));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Whether a file that has this size and begins with these bytes is the one that was read. */
    boolean isIn(long size, byte[] beginning) {
        return size >= position
                && beginning.length >= headLength()
                && headOf(beginning, headLength()).equals(head);
    }
}
