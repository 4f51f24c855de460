package io.leat.connector.csv.format;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.jspecify.annotations.Nullable;

/**
 * What a value of Connect's data model says in a cell.
 *
 * <p>Numbers and booleans as Java prints them (the shortest text that reads back as the same double), decimals in full,
 * bytes as Base64, dates and times as ISO 8601 in UTC, arrays and maps as JSON, null as an empty cell.
 */
final class Cells {
    /** Beyond this a decimal keeps its exponent: 1e999999999 in full would be a gigabyte. */
    private static final int MAX_PLAIN_SCALE = 100;

    private Cells() {}

    /** The text of {@code value}; {@code schema} tells a date from a time where Connect uses one class for both. */
    static @Nullable String text(@Nullable Schema schema, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (value instanceof String text) {
            return text;
        }
        if (value instanceof Double number) {
            return text(number.doubleValue());
        }
        if (value instanceof Float number) {
            return NumberOutput.toString(number, true);
        }
        if (value instanceof BigDecimal decimal) {
            return Math.abs(decimal.scale()) <= MAX_PLAIN_SCALE ? decimal.toPlainString() : decimal.toString();
        }
        if (value instanceof Number || value instanceof Boolean || value instanceof Character) {
            return value.toString();
        }
        if (value instanceof Date date) {
            return instant(schema, date);
        }
        if (value instanceof byte[] || value instanceof ByteBuffer) {
            return base64(value);
        }
        if (value instanceof List || value instanceof Map || value instanceof Struct) {
            return JsonText.of(value);
        }
        throw new BadValueException("a value of class " + value.getClass().getName()
                + " cannot be a cell; Connect's data model has no such type, so look at the converter or a transform");
    }

    /** The shortest text that reads back as the same double, by Jackson's writer: Java 17's own takes several times as long. */
    static String text(double number) {
        return NumberOutput.toString(number, true);
    }

    static String base64(Object bytes) {
        if (bytes instanceof byte[] array) {
            return Base64.getEncoder().encodeToString(array);
        }
        ByteBuffer rest = ((ByteBuffer) bytes).duplicate();
        byte[] copy = new byte[rest.remaining()];
        rest.get(copy);
        return Base64.getEncoder().encodeToString(copy);
    }

    static String instant(@Nullable Schema schema, Date date) {
        Instant instant = date.toInstant();
        String logical = schema == null ? null : schema.name();
        if (org.apache.kafka.connect.data.Date.LOGICAL_NAME.equals(logical)) {
            return instant.atOffset(ZoneOffset.UTC).toLocalDate().toString();
        }
        if (Time.LOGICAL_NAME.equals(logical)) {
            return LocalTime.ofInstant(instant, ZoneOffset.UTC).toString();
        }
        return instant.toString();
    }
}
