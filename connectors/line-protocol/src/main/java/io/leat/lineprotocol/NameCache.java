package io.leat.lineprotocol;

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

    /** The kind of name is part of the key: the same bytes unescape differently in a measurement. */
    private static final class Entry {
        final byte[] raw;
        final boolean[] stops;
        final String name;

        Entry(byte[] raw, boolean[] stops, String name) {
            this.raw = raw;
            this.stops = stops;
            this.name = name;
        }

        boolean is(byte[] bytes, int from, int to, boolean[] asked) {
            return stops == asked && Arrays.equals(raw, 0, raw.length, bytes, from, to);
        }
    }

    /** The text of the name in {@code bytes[from, to)}; {@code stops} says whether it is a measurement or a key. */
    String text(byte[] bytes, int from, int to, boolean[] stops) {
        if (to - from > LONGEST) {
            return Bytes.text(bytes, from, to, stops);
        }
        int hash = 1;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes[i];
        }
        int place = (hash ^ (hash >>> 15)) & (PLACES - 1);
        Entry held = entries[place];
        if (held != null && held.is(bytes, from, to, stops)) {
            return held.name;
        }
        String text = Bytes.text(bytes, from, to, stops);
        entries[place] = new Entry(Arrays.copyOfRange(bytes, from, to), stops, text);
        return text;
    }
}
