package io.leat.lineprotocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Reads points from bytes, one at a time. Between two calls of {@link #next} the parser is a view on one point: nothing is decoded
 * or boxed until it is asked for. Reusable, and for one thread at a time.
 *
 * <pre>{@code
 * parser.reset(bytes, 0, length, Precision.NANOSECONDS, true);
 * for (;;) {
 *     try {
 *         if (!parser.next()) break;
 *         use(parser);
 *     } catch (LineProtocolException bad) {
 *         report(bad); // the parser goes on at the next line
 *     }
 * }
 * }</pre>
 */
public final class LineParser {
    /** More tags than this are refused; each is compared with all before it, since a tag may not be there twice. */
    public static final int MOST_TAGS = 512;

    private static final int BAD = -1;

    private byte[] bytes = new byte[0];
    private int end;
    private boolean last;
    private Precision precision = Precision.NANOSECONDS;

    private int position;
    private int line;
    private int lineStart;

    private int measurementFrom;
    private int measurementTo;
    private boolean measurementEscaped;
    private final Names tagKeys = new Names();
    private final Names tagValues = new Names();
    private final Names fieldKeys = new Names();
    private Fields fields = new Fields();
    private boolean timestamped;
    private long timestamp;

    private final NameCache names = new NameCache();
    private boolean sawEscape;

    /** Ranges of names in {@link #bytes}. */
    private static final class Names {
        int count;
        int[] from = new int[16];
        int[] to = new int[16];
        boolean[] escaped = new boolean[16];

        void add(int start, int stop, boolean escapes) {
            if (count == from.length) {
                from = Arrays.copyOf(from, 2 * count);
                to = Arrays.copyOf(to, 2 * count);
                escaped = Arrays.copyOf(escaped, 2 * count);
            }
            from[count] = start;
            to[count] = stop;
            escaped[count++] = escapes;
        }
    }

    /** Values of fields: numbers and booleans as 64 bits, strings as a range. */
    private static final class Fields {
        FieldType[] types = new FieldType[16];
        long[] bits = new long[16];
        boolean[] escaped = new boolean[16];

        void put(int index, FieldType type, long value, boolean escapes) {
            if (index == types.length) {
                types = Arrays.copyOf(types, 2 * index);
                bits = Arrays.copyOf(bits, 2 * index);
                escaped = Arrays.copyOf(escaped, 2 * index);
            }
            types[index] = type;
            bits[index] = value;
            escaped[index] = escapes;
        }
    }

    /**
     * Starts over on {@code bytes[from, to)}, which must not change until the last point of it is used.
     *
     * @param precision the unit of timestamps
     * @param last true if nothing comes after these bytes; if false, a line whose end is not here yet is left, and {@link #position}
     *     tells where it starts
     */
    public void reset(byte[] bytes, int from, int to, Precision precision, boolean last) {
        this.bytes = bytes;
        this.position = from;
        this.end = to;
        this.precision = precision;
        this.last = last;
        this.line = 1;
        this.lineStart = from;
    }

    /** The one point in {@code text}, timestamp in nanoseconds. */
    public Point parse(byte[] text) {
        reset(text, 0, text.length, Precision.NANOSECONDS, true);
        if (!next()) {
            throw new LineProtocolException(1, 1, "expected a measurement, found nothing");
        }
        Point point = point();
        if (next()) {
            throw new LineProtocolException(line, 1, "expected one point, found another one after it");
        }
        return point;
    }

    /**
     * Goes to the next point.
     *
     * @return false if there is none (any more, or not to its end yet)
     * @throws LineProtocolException if the line is not line protocol; the next call goes on with the line after it
     */
    public boolean next() {
        while (position < end) {
            int start = position;
            int startLine = line;
            lineStart = start;
            int first = skipSpaces(start);
            if (first < end && bytes[first] != '#' && !atEndOfLine(first)) {
                boolean whole = readPoint(first);
                if (!whole) {
                    position = start;
                    line = startLine;
                }
                return whole;
            }
            int newline = indexOfNewline(first);
            if (newline == end && !last) {
                position = start;
                return false;
            }
            position = Math.min(end, newline + 1);
            line++;
        }
        return false;
    }

    /** Where the next line starts; all before it is done with. */
    public int position() {
        return position;
    }

    /** The line the parser will read next, counted from 1 at {@link #reset}. */
    public int line() {
        return line;
    }

    private boolean readPoint(int first) {
        try {
            int after = afterTimestamp(afterFields(afterTags(first)));
            if (after == end && !last) {
                return false;
            }
            position = Math.min(end, after + 1);
            line += 1 + newlines(first, after);
            return true;
        } catch (Unexpected unexpected) {
            int newline = indexOfNewline(unexpected.at);
            if (newline == end && !last) {
                return false;
            }
            // An unclosed string costs its own line, not all that follow.
            int resume = unexpected.stringAt == BAD ? newline : indexOfNewline(unexpected.stringAt);
            int errorAt = unexpected.stringAt == BAD ? unexpected.at : unexpected.stringAt;
            var error = new LineProtocolException(
                    line + newlines(first, errorAt), errorAt - startOfLine(errorAt) + 1, unexpected.reason);
            line += newlines(first, resume) + 1;
            position = Math.min(end, resume + 1);
            throw error;
        }
    }

    private int afterTags(int first) {
        int at = name(first, Escapes.MEASUREMENT);
        if (at == first) {
            throw unexpected(at, "expected a measurement");
        }
        measurementFrom = first;
        measurementTo = at;
        measurementEscaped = sawEscape;
        tagKeys.count = 0;
        tagValues.count = 0;
        while (at < end && bytes[at] == ',') {
            int key = at + 1;
            int equals = name(key, Escapes.KEY);
            if (equals == key) {
                throw unexpected(equals, "expected a tag key");
            }
            tagKeys.add(key, equals, sawEscape);
            if (equals == end || bytes[equals] != '=') {
                throw unexpected(equals, "expected '=' after the tag key");
            }
            int value = equals + 1;
            at = name(value, Escapes.KEY);
            if (at == value) {
                throw unexpected(at, "expected a tag value");
            }
            tagValues.add(value, at, sawEscape);
            refuseSecond(key, equals);
        }
        return at;
    }

    private void refuseSecond(int key, int to) {
        int count = tagKeys.count;
        if (count > MOST_TAGS) {
            throw new Unexpected(key, BAD, "expected at most " + MOST_TAGS + " tags");
        }
        for (int i = 0; i < count - 1; i++) {
            if (Arrays.equals(bytes, tagKeys.from[i], tagKeys.to[i], bytes, key, to)) {
                throw new Unexpected(
                        key,
                        BAD,
                        "expected each tag once, found '" + new String(bytes, key, to - key, UTF_8) + "' again");
            }
        }
    }

    private int afterFields(int at) {
        if (at == end || bytes[at] != ' ') {
            throw unexpected(
                    at,
                    tagKeys.count == 0
                            ? "expected ',' or ' ' after the measurement"
                            : "expected ',' or ' ' after the tag");
        }
        fieldKeys.count = 0;
        int next = skipSpaces(at);
        while (true) {
            int equals = name(next, Escapes.KEY);
            if (equals == next) {
                throw unexpected(equals, "expected a field key");
            }
            int index = fieldKeys.count;
            fieldKeys.add(next, equals, sawEscape);
            if (equals == end || bytes[equals] != '=') {
                throw unexpected(equals, "expected '=' after the field key");
            }
            int after = value(index, equals + 1);
            if (after == end || bytes[after] != ',') {
                return after;
            }
            next = after + 1;
        }
    }

    private int value(int index, int from) {
        if (from < end && bytes[from] == '"') {
            return string(index, from);
        }
        int to = from;
        while (to < end && bytes[to] != ',' && bytes[to] != ' ' && bytes[to] != '\n' && !atEndOfLine(to)) {
            to++;
        }
        if (to == from) {
            throw unexpected(from, "expected a field value");
        }
        byte kind = bytes[to - 1];
        if (kind == 'i') {
            integer(index, from, to - 1);
        } else if (kind == 'u') {
            unsigned(index, from, to - 1);
        } else if (bytes[from] == '-' || bytes[from] == '.' || Numbers.isDigit(bytes[from])) {
            floating(index, from, to);
        } else {
            truth(index, from, to);
        }
        return to;
    }

    private int string(int index, int from) {
        boolean escapes = false;
        int at = from + 1;
        while (at < end && bytes[at] != '"') {
            if (bytes[at] == '\\') {
                escapes = true;
                at++;
            }
            at++;
        }
        if (at >= end) {
            throw new Unexpected(end, from, "expected '\"' at the end of the string, found the end of the input");
        }
        fields.put(index, FieldType.STRING, ((long) (from + 1) << 32) | at, escapes);
        return at + 1;
    }

    private void integer(int index, int from, int to) {
        boolean negative = from < to && bytes[from] == '-';
        int digits = negative ? from + 1 : from;
        if (!Numbers.areDigits(bytes, digits, to)) {
            throw notAValue(from, to + 1);
        }
        if (!Numbers.fits(bytes, digits, to, negative ? Long.MIN_VALUE : Long.MAX_VALUE)) {
            throw outOfRange(from, to + 1, "an integer from -2^63 to 2^63-1");
        }
        long value = Numbers.value(bytes, digits, to);
        fields.put(index, FieldType.INTEGER, negative ? -value : value, false);
    }

    private void unsigned(int index, int from, int to) {
        if (!Numbers.areDigits(bytes, from, to)) {
            throw notAValue(from, to + 1);
        }
        if (!Numbers.fits(bytes, from, to, -1)) {
            throw outOfRange(from, to + 1, "an unsigned integer up to 2^64-1");
        }
        fields.put(index, FieldType.UNSIGNED, Numbers.value(bytes, from, to), false);
    }

    private void floating(int index, int from, int to) {
        double value = Numbers.parseFloat(bytes, from, to);
        if (Double.isNaN(value)) {
            throw notAValue(from, to);
        }
        if (Double.isInfinite(value)) {
            throw outOfRange(from, to, "a number within the range of a double");
        }
        fields.put(index, FieldType.FLOAT, Double.doubleToRawLongBits(value), false);
    }

    private void truth(int index, int from, int to) {
        String text = to - from > 5 ? "" : new String(bytes, from, to - from, UTF_8);
        switch (text) {
            case "t", "T", "true", "True", "TRUE" -> fields.put(index, FieldType.BOOLEAN, 1, false);
            case "f", "F", "false", "False", "FALSE" -> fields.put(index, FieldType.BOOLEAN, 0, false);
            default -> throw notAValue(from, to);
        }
    }

    /** Returns where the line ends: at its newline, or at the end of the input. */
    private int afterTimestamp(int afterFields) {
        timestamped = false;
        int at = skipSpaces(afterFields);
        if (at > afterFields && at < end && (bytes[at] == '-' || Numbers.isDigit(bytes[at]))) {
            int digits = bytes[at] == '-' ? at + 1 : at;
            int to = digits;
            while (to < end && Numbers.isDigit(bytes[to])) {
                to++;
            }
            if (to == digits) {
                throw unexpected(to, "expected the digits of a timestamp");
            }
            timestamp(at, digits, to);
            at = skipSpaces(to);
        }
        if (at < end && !atEndOfLine(at)) {
            throw unexpected(
                    at,
                    timestamped ? "expected the end of the line" : "expected ',', a timestamp or the end of the line");
        }
        return at < end && bytes[at] == '\r' ? Math.min(end, at + 1) : at;
    }

    private void timestamp(int from, int digits, int to) {
        boolean negative = digits > from;
        long most = Long.MAX_VALUE / precision.nanos();
        long value =
                Numbers.fits(bytes, digits, to, Long.MAX_VALUE) ? Numbers.value(bytes, digits, to) : Long.MAX_VALUE;
        if (value > most || !Numbers.fits(bytes, digits, to, Long.MAX_VALUE)) {
            throw outOfRange(from, to, "a timestamp in " + precision.symbol() + " that fits 64 bits of nanoseconds");
        }
        timestamp = (negative ? -value : value) * precision.nanos();
        timestamped = true;
    }

    /** The end of the name that starts at {@code from}; {@link #sawEscape} tells whether it has something to unescape. */
    private int name(int from, int kind) {
        boolean escapes = false;
        int at = from;
        while (at < end) {
            byte c = bytes[at];
            if (!Escapes.stops(c, kind)) {
                at++;
            } else if (c == '\\') {
                boolean escape = at + 1 < end && Escapes.escapable(bytes[at + 1], kind);
                escapes |= escape;
                at += escape ? 2 : 1;
            } else {
                break;
            }
        }
        sawEscape = escapes;
        return at;
    }

    private int skipSpaces(int from) {
        int at = from;
        while (at < end && bytes[at] == ' ') {
            at++;
        }
        return at;
    }

    private boolean atEndOfLine(int at) {
        return bytes[at] == '\n' || (bytes[at] == '\r' && (at + 1 == end || bytes[at + 1] == '\n'));
    }

    private int indexOfNewline(int from) {
        int at = from;
        while (at < end && bytes[at] != '\n') {
            at++;
        }
        return at;
    }

    private int startOfLine(int at) {
        int start = at;
        while (start > lineStart && bytes[start - 1] != '\n') {
            start--;
        }
        return start;
    }

    private int newlines(int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                count++;
            }
        }
        return count;
    }

    /** How the reading of a line ends early; the caller knows the place in the whole input, and whether more is to come. */
    private static final class Unexpected extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final int at;
        private final int stringAt;
        private final String reason;

        Unexpected(int at, int stringAt, String reason) {
            super(reason, null, false, false);
            this.at = at;
            this.stringAt = stringAt;
            this.reason = reason;
        }
    }

    private Unexpected unexpected(int at, String expected) {
        return new Unexpected(at, BAD, expected + ", found " + found(at));
    }

    private Unexpected notAValue(int from, int to) {
        return new Unexpected(
                from,
                BAD,
                "expected a number, a number with i or u, a boolean or a string in double quotes, found '"
                        + shown(from, to) + "'");
    }

    private Unexpected outOfRange(int from, int to, String expected) {
        return new Unexpected(from, BAD, "expected " + expected + ", found " + shown(from, to));
    }

    private String found(int at) {
        if (at >= end) {
            return "the end of the input";
        }
        byte c = bytes[at];
        if (atEndOfLine(at)) {
            return "the end of the line";
        }
        return c >= ' ' && c < 0x7f ? "'" + (char) c + "'" : "byte 0x%02x".formatted(c & 0xff);
    }

    private String shown(int from, int to) {
        String text = new String(bytes, from, Math.min(to - from, 40), UTF_8).replaceAll("\\p{Cntrl}", "?");
        return to - from > 40 ? text + "…" : text;
    }

    /** The measurement's name. */
    public String measurement() {
        return names.name(bytes, measurementFrom, measurementTo, Escapes.MEASUREMENT, measurementEscaped);
    }

    public int tagCount() {
        return tagKeys.count;
    }

    public String tagKey(int tag) {
        return names.name(bytes, tagKeys.from[tag], tagKeys.to[tag], Escapes.KEY, tagKeys.escaped[tag]);
    }

    public String tagValue(int tag) {
        return names.name(bytes, tagValues.from[tag], tagValues.to[tag], Escapes.KEY, tagValues.escaped[tag]);
    }

    public int fieldCount() {
        return fieldKeys.count;
    }

    public String fieldKey(int field) {
        return names.name(bytes, fieldKeys.from[field], fieldKeys.to[field], Escapes.KEY, fieldKeys.escaped[field]);
    }

    public FieldType fieldType(int field) {
        return fields.types[field];
    }

    /** The value of a {@link FieldType#FLOAT} field. */
    public double fieldDouble(int field) {
        return Double.longBitsToDouble(fields.bits[field]);
    }

    /** The value of an {@link FieldType#INTEGER} field, or the 64 bits of an {@link FieldType#UNSIGNED} one. */
    public long fieldLong(int field) {
        return fields.bits[field];
    }

    /** The value of a {@link FieldType#BOOLEAN} field. */
    public boolean fieldBoolean(int field) {
        return fields.bits[field] != 0;
    }

    /** The value of a {@link FieldType#STRING} field. */
    public String fieldString(int field) {
        int from = (int) (fields.bits[field] >>> 32);
        int to = (int) fields.bits[field];
        return fields.escaped[field]
                ? Escapes.unescapeString(bytes, from, to)
                : new String(bytes, from, to - from, UTF_8);
    }

    /** The value of any field, as {@link Point#fields} has it. */
    public Object fieldValue(int field) {
        return switch (fields.types[field]) {
            case FLOAT -> fieldDouble(field);
            case INTEGER -> fieldLong(field);
            case UNSIGNED -> {
                long value = fieldLong(field);
                yield value >= 0 ? (Object) value : new BigInteger(Long.toUnsignedString(value));
            }
            case BOOLEAN -> fieldBoolean(field);
            case STRING -> fieldString(field);
        };
    }

    public boolean hasTimestamp() {
        return timestamped;
    }

    /** Nanoseconds since the epoch; of no meaning unless {@link #hasTimestamp}. */
    public long timestamp() {
        return timestamp;
    }

    /** The point as a value of its own. */
    public Point point() {
        Map<String, String> tags = new LinkedHashMap<>();
        for (int i = 0; i < tagCount(); i++) {
            tags.put(tagKey(i), tagValue(i));
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < fieldCount(); i++) {
            values.put(fieldKey(i), fieldValue(i));
        }
        return new Point(measurement(), tags, values, timestamped ? OptionalLong.of(timestamp) : OptionalLong.empty());
    }
}
