package io.leat.lineprotocol;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Writes points as line protocol, each with its line break, so that {@link LineParser} reads back what was given.
 *
 * <p>What the protocol cannot say is refused: an empty name, a name with a non-printable character or a backslash at its end, a
 * measurement that begins with {@code #}, NaN and infinity.
 */
public final class LineWriter {
    private final StringBuilder out = new StringBuilder(256);

    /**
     * Appends a line.
     *
     * @throws IllegalArgumentException naming the part that cannot be written; nothing is appended then
     */
    public LineWriter write(Point point) {
        int start = out.length();
        try {
            append(point);
        } catch (IllegalArgumentException e) {
            out.setLength(start);
            throw e;
        }
        return this;
    }

    private void append(Point point) {
        if (point.measurement().startsWith("#")) {
            throw new IllegalArgumentException(
                    "the measurement '" + point.measurement() + "' would be read as a comment");
        }
        name("measurement", point.measurement(), ", ");
        for (Point.Tag tag : point.tags()) {
            out.append(',');
            name("tag key", tag.key(), ", =");
            out.append('=');
            name("value of tag '" + tag.key() + "'", tag.value(), ", =");
        }
        if (point.fields().isEmpty()) {
            throw new IllegalArgumentException("the point '" + point.measurement() + "' has no field");
        }
        char separator = ' ';
        for (Point.Field field : point.fields()) {
            out.append(separator);
            separator = ',';
            name("field key", field.key(), ", =");
            out.append('=');
            value(field);
        }
        if (point.timestampNanos() != null) {
            out.append(' ').append(point.timestampNanos().longValue());
        }
        out.append('\n');
    }

    private void name(String what, String name, String delimiters) {
        if (name.isEmpty() || name.endsWith("\\")) {
            throw new IllegalArgumentException(
                    "the " + what + (name.isEmpty() ? " is empty" : " ends with a backslash: '" + name + "'"));
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c < 0x20 || c == 0x7f) {
                throw new IllegalArgumentException(
                        "the " + what + " '" + name + "' has a non-printable character at index " + i);
            }
            if (delimiters.indexOf(c) >= 0) {
                out.append('\\');
            }
            out.append(c);
        }
    }

    private void value(Point.Field field) {
        switch (field.type()) {
            case FLOAT -> out.append(finite(field.key(), (Double) field.value()));
            case INTEGER -> out.append(field.value()).append('i');
            case UNSIGNED -> out.append(field.value()).append('u');
            case BOOLEAN -> out.append(field.value());
            case STRING -> string((String) field.value());
        }
    }

    private static double finite(String key, double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("the field '" + key + "' is " + value + ", which has no line protocol");
        }
        return value;
    }

    private void string(String value) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\');
            }
            out.append(c);
        }
        out.append('"');
    }

    /** Takes what was written and starts anew. */
    public byte[] take() {
        byte[] bytes = out.toString().getBytes(UTF_8);
        out.setLength(0);
        return bytes;
    }
}
