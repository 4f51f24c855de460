package io.leat.lineprotocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CoderResult;

/** The alphabet of the grammar, as tables over bytes, and the way from bytes to text. */
final class Bytes {
    /** Where the scan of a measurement stops: its delimiters, backslashes, non-printables, and bytes that need a UTF-8 check. */
    static final boolean[] MEASUREMENT_STOPS = stops(" ,\\", true);
    /** The same for tag keys, tag values and field keys, which an equals sign ends too. */
    static final boolean[] KEY_STOPS = stops(" ,=\\", true);
    /** The same inside a string, where anything printable or not is allowed. */
    static final boolean[] STRING_STOPS = stops("\"\\\n", false);

    private Bytes() {}

    private static boolean[] stops(String delimiters, boolean nonPrintables) {
        var table = new boolean[256];
        for (int b = 0; b < 256; b++) {
            table[b] = b >= 0x80 || delimiters.indexOf(b) >= 0 || (nonPrintables && isNonPrintable((byte) b));
        }
        return table;
    }

    static boolean isNonPrintable(byte b) {
        return (b >= 0 && b < 0x20) || b == 0x7f;
    }

    static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** Whether a backslash before {@code b} is an escape in a key; in a measurement an equals sign needs none. */
    static boolean isEscapable(byte b, boolean[] stops) {
        return b == ',' || b == ' ' || (b == '=' && stops == KEY_STOPS);
    }

    static int indexOf(byte[] buffer, byte wanted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (buffer[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    /** The text of a measurement, tag key, tag value or field key: backslashes before delimiters go. */
    static String text(byte[] buffer, int from, int to, boolean[] stops) {
        if (indexOf(buffer, (byte) '\\', from, to) < 0) {
            return new String(buffer, from, to - from, UTF_8);
        }
        var out = new byte[to - from];
        int length = 0;
        for (int i = from; i < to; i++) {
            boolean escape = buffer[i] == '\\' && i + 1 < to && isEscapable(buffer[i + 1], stops);
            if (!escape) {
                out[length++] = buffer[i];
            }
        }
        return new String(out, 0, length, UTF_8);
    }

    /** The text between the quotes of a string: the backslash goes before a quote and before another backslash. */
    static String string(byte[] buffer, int from, int to) {
        if (indexOf(buffer, (byte) '\\', from, to) < 0) {
            return new String(buffer, from, to - from, UTF_8);
        }
        var out = new byte[to - from];
        int length = 0;
        for (int i = from; i < to; i++) {
            if (buffer[i] == '\\' && i + 1 < to && (buffer[i + 1] == '"' || buffer[i + 1] == '\\')) {
                i++;
            }
            out[length++] = buffer[i];
        }
        return new String(out, 0, length, UTF_8);
    }

    /** Where the bytes stop being UTF-8, or -1: a decoder that replaces would lose what was sent (L3). */
    static int malformedAt(byte[] buffer, int from, int to) {
        var in = ByteBuffer.wrap(buffer, from, to - from);
        var out = java.nio.CharBuffer.allocate(Math.min(1024, to - from + 1));
        var decoder = UTF_8.newDecoder();
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (result.isError()) {
                return in.position();
            }
            if (result.isUnderflow()) {
                return -1;
            }
            out.clear();
        }
    }
}
