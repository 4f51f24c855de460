package io.leat.lineprotocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line as a value.
 *
 * @param measurement the name of the metric
 * @param tags in the order of the line; no key occurs twice
 * @param fields in the order of the line, at least one; if a key occurs twice, the later value is the one that counts
 * @param timestampNanos nanoseconds since 1970, or null if the line has none
 */
public record Point(
        String measurement,
        List<Tag> tags,
        List<Field> fields,
        @Nullable Long timestampNanos) {

    public Point {
        tags = List.copyOf(tags);
        fields = List.copyOf(fields);
    }

    public record Tag(String key, String value) {}

    /**
     * A field with its value.
     *
     * @param value a {@code Double}, {@code Long}, {@code Boolean} or {@code String} by type; an
     *     {@link FieldType#UNSIGNED} is a {@code Long}, and a {@link BigInteger} from 2<sup>63</sup> on
     */
    public record Field(String key, FieldType type, Object value) {}

    /**
     * Reads a text that holds one line, with or without its line break, comments and blank lines around it.
     *
     * @throws LineProtocolException if the text holds no line, a bad line, or more than one
     */
    public static Point parse(String text, Precision precision) {
        return parse(text.getBytes(UTF_8), precision);
    }

    /** The same for bytes. */
    public static Point parse(byte[] bytes, Precision precision) {
        var parser = new LineParser(precision);
        parser.reset(bytes, 0, bytes.length);
        Point point = one(parser);
        if (parser.next() != LineParser.Event.END) {
            throw new LineProtocolException(
                    new LineError(parser.line(), 1, "one line of line protocol", "another line after it"));
        }
        return point;
    }

    private static Point one(LineParser parser) {
        return switch (parser.next()) {
            case LINE -> of(parser.view());
            case BAD_LINE -> throw new LineProtocolException(parser.error());
            case END ->
                throw new LineProtocolException(new LineError(1, 1, "a line of line protocol", "no line at all"));
        };
    }

    /** A copy of what the view shows now. */
    public static Point of(LineView view) {
        var tags = new ArrayList<Tag>(view.tagCount());
        for (int i = 0; i < view.tagCount(); i++) {
            tags.add(new Tag(view.tagKey(i), view.tagValue(i)));
        }
        var fields = new ArrayList<Field>(view.fieldCount());
        for (int i = 0; i < view.fieldCount(); i++) {
            fields.add(new Field(view.fieldKey(i), view.fieldType(i), value(view, i)));
        }
        return new Point(view.measurement(), tags, fields, view.hasTimestamp() ? view.timestampNanos() : null);
    }

    private static Object value(LineView view, int field) {
        return switch (view.fieldType(field)) {
            case FLOAT -> view.doubleValue(field);
            case INTEGER -> view.longValue(field);
            case UNSIGNED -> unsigned(view.longValue(field));
            case BOOLEAN -> view.booleanValue(field);
            case STRING -> view.stringValue(field);
        };
    }

    private static Object unsigned(long bits) {
        return bits >= 0 ? (Object) bits : new BigInteger(Long.toUnsignedString(bits));
    }
}
