package io.leat.connector.csv.file;

import java.io.Writer;
import java.util.Arrays;

/**
 * Characters in, UTF-8 bytes out, with a count of bytes that is exact after every call: the writer under FastCSV.
 *
 * <p>The JDK's encoders buffer, so they cannot say how long the file is in the middle of a batch. A surrogate without its
 * other half becomes {@code ?}, as the JDK's encoder does. Grows to the longest row; no locks, one thread.
 */
final class Utf8Buffer extends Writer {
    private byte[] bytes = new byte[1 << 16];
    private int size;
    private char high;

    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
        high = 0;
    }

    @Override
    public void write(int c) {
        reserve(4);
        if (c < 0x80 && high == 0) {
            bytes[size++] = (byte) c;
        } else {
            encode((char) c);
        }
    }

    @Override
    public void write(String text, int start, int length) {
        reserve(3 * length + 1);
        byte[] to = bytes;
        int at = size;
        int i = start;
        int end = start + length;
        if (high == 0) {
            for (char c; i < end && (c = text.charAt(i)) < 0x80; i++) {
                to[at++] = (byte) c;
            }
        }
        size = at;
        for (; i < end; i++) {
            encode(text.charAt(i));
        }
    }

    @Override
    public void write(char[] chars, int start, int length) {
        reserve(3 * length + 1);
        for (int i = start; i < start + length; i++) {
            encode(chars[i]);
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    private void encode(char c) {
        if (high != 0) {
            char first = high;
            high = 0;
            if (Character.isLowSurrogate(c)) {
                fourBytes(Character.toCodePoint(first, c));
                return;
            }
            bytes[size++] = '?';
        }
        if (c < 0x80) {
            bytes[size++] = (byte) c;
        } else if (c < 0x800) {
            bytes[size++] = (byte) (0xc0 | (c >> 6));
            bytes[size++] = (byte) (0x80 | (c & 0x3f));
        } else if (Character.isHighSurrogate(c)) {
            high = c;
        } else if (Character.isLowSurrogate(c)) {
            bytes[size++] = '?';
        } else {
            bytes[size++] = (byte) (0xe0 | (c >> 12));
            bytes[size++] = (byte) (0x80 | ((c >> 6) & 0x3f));
            bytes[size++] = (byte) (0x80 | (c & 0x3f));
        }
    }

    private void fourBytes(int point) {
        bytes[size++] = (byte) (0xf0 | (point >> 18));
        bytes[size++] = (byte) (0x80 | ((point >> 12) & 0x3f));
        bytes[size++] = (byte) (0x80 | ((point >> 6) & 0x3f));
        bytes[size++] = (byte) (0x80 | (point & 0x3f));
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(size, more)));
        }
    }
}
