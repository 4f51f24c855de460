package io.leat.lineprotocol;

import java.util.Arrays;

/**
 * The line a {@link LineParser} has just read: slices of its buffer and primitive values.
 *
 * <p>One view serves all lines of a parser. It is valid until the next call of {@link LineParser#next}, and as long as nobody
 * writes to the buffer; what must live longer is taken out as text or as a {@link Point}. Text is made when it is asked for; a name that was
 * seen before is, as a rule, the very same {@code String} again.
 */
public final class LineView {
    private static final int FEW = 16;

    byte[] buffer = new byte[0];
    int seriesStart;
    int measurementEnd;
    int seriesEnd;
    long timestamp;
    boolean hasTimestamp;

    private final NameCache names = new NameCache();
    private int tags;
    private int fields;
    /** Four a tag: start and end of the key, start and end of the value. */
    private int[] tagAt = new int[4 * FEW];
    /** Two a field: start and end of the key. */
    private int[] keyAt = new int[2 * FEW];

    private FieldType[] types = new FieldType[FEW];
    /** A number's bits, a boolean's 0 or 1, a string's start in the high and end in the low half. */
    private long[] bits = new long[FEW];

    LineView() {}

    void clear(byte[] buffer, int start) {
        this.buffer = buffer;
        seriesStart = start;
        tags = 0;
        fields = 0;
        hasTimestamp = false;
    }

    void addTag(int keyStart, int keyEnd, int valueStart, int valueEnd) {
        int at = 4 * tags++;
        if (at == tagAt.length) {
            tagAt = Arrays.copyOf(tagAt, 2 * at);
        }
        tagAt[at] = keyStart;
        tagAt[at + 1] = keyEnd;
        tagAt[at + 2] = valueStart;
        tagAt[at + 3] = valueEnd;
    }

    void addField(int keyStart, int keyEnd) {
        if (fields == types.length) {
            keyAt = Arrays.copyOf(keyAt, 4 * fields);
            types = Arrays.copyOf(types, 2 * fields);
            bits = Arrays.copyOf(bits, 2 * fields);
        }
        keyAt[2 * fields] = keyStart;
        keyAt[2 * fields + 1] = keyEnd;
        fields++;
    }

    /** Gives the last field its value. */
    void value(FieldType type, long value) {
        types[fields - 1] = type;
        bits[fields - 1] = value;
    }

    int tagKeyStart(int tag) {
        return tagAt[4 * tag];
    }

    int tagKeyEnd(int tag) {
        return tagAt[4 * tag + 1];
    }

    /** The bytes all slices are of. */
    public byte[] buffer() {
        return buffer;
    }

    /** Where measurement and tags begin in the buffer; up to {@link #seriesEnd} they name the series, escapes and all. */
    public int seriesStart() {
        return seriesStart;
    }

    /** The byte after the last tag. */
    public int seriesEnd() {
        return seriesEnd;
    }

    public String measurement() {
        return names.text(buffer, seriesStart, measurementEnd, Bytes.MEASUREMENT_STOPS);
    }

    public int tagCount() {
        return tags;
    }

    public String tagKey(int tag) {
        return names.text(buffer, tagAt[4 * tag], tagAt[4 * tag + 1], Bytes.KEY_STOPS);
    }

    public String tagValue(int tag) {
        return names.text(buffer, tagAt[4 * tag + 2], tagAt[4 * tag + 3], Bytes.KEY_STOPS);
    }

    /** At least 1. A key may occur twice; the later value is the one that counts. */
    public int fieldCount() {
        return fields;
    }

    public int fieldKeyStart(int field) {
        return keyAt[2 * field];
    }

    /** The byte after the key. */
    public int fieldKeyEnd(int field) {
        return keyAt[2 * field + 1];
    }

    public String fieldKey(int field) {
        return names.text(buffer, keyAt[2 * field], keyAt[2 * field + 1], Bytes.KEY_STOPS);
    }

    public FieldType fieldType(int field) {
        return types[field];
    }

    /** The value of a {@link FieldType#FLOAT}. */
    public double doubleValue(int field) {
        return Double.longBitsToDouble(bits[field]);
    }

    /** The value of an {@link FieldType#INTEGER}, or the 64 bits of an {@link FieldType#UNSIGNED}. */
    public long longValue(int field) {
        return bits[field];
    }

    /** The value of a {@link FieldType#BOOLEAN}. */
    public boolean booleanValue(int field) {
        return bits[field] != 0;
    }

    /** The value of a {@link FieldType#STRING}, unescaped. */
    public String stringValue(int field) {
        return Bytes.string(buffer, (int) (bits[field] >>> 32), (int) bits[field]);
    }

    public boolean hasTimestamp() {
        return hasTimestamp;
    }

    /** Nanoseconds since 1970 if {@link #hasTimestamp}. */
    public long timestampNanos() {
        return timestamp;
    }
}
