package io.leat.lineprotocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The strings of names seen lately, so that the same measurement, tag or field is not decoded again in every line. One place per
 * hash, the latest wins: bounded, and never wrong, because the bytes are compared.
 */
final class NameCache {
    private static final int PLACES = 1024;
    /** A longer name is decoded each time rather than held. */
    private static final int LONGEST = 128;

    private final @Nullable Entry[] entries = new @Nullable Entry[PLACES];

    /** The kind is part of the key: the same bytes unescape differently in a measurement and in a key. */
    private static final class Entry {
        final byte[] raw;
        final int kind;
        final String name;

        Entry(byte[] raw, int kind, String name) {
            this.raw = raw;
            this.kind = kind;
            this.name = name;
        }

        boolean is(byte[] bytes, int from, int to, int asked) {
            return kind == asked && Arrays.equals(raw, 0, raw.length, bytes, from, to);
        }
    }

    /** The name in {@code bytes[from, to)}, in which {@code escaped} tells whether there is something to unescape. */
    String name(byte[] bytes, int from, int to, int kind, boolean escaped) {
        if (to - from > LONGEST) {
            return decode(bytes, from, to, kind, escaped);
        }
        int hash = kind;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes[i];
        }
        int place = (hash ^ (hash >>> 15)) & (PLACES - 1);
        Entry held = entries[place];
        if (held != null && held.is(bytes, from, to, kind)) {
            return held.name;
        }
        String decoded = decode(bytes, from, to, kind, escaped);
        entries[place] = new Entry(Arrays.copyOfRange(bytes, from, to), kind, decoded);
        return decoded;
    }

    private static String decode(byte[] bytes, int from, int to, int kind, boolean escaped) {
        return escaped ? Escapes.unescapeName(bytes, from, to, kind) : new String(bytes, from, to - from, UTF_8);
    }
}
