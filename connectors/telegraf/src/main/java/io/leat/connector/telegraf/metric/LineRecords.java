package io.leat.connector.telegraf.metric;

import io.leat.connector.telegraf.metric.MetricSchemas.FieldSpec;
import io.leat.connector.telegraf.metric.MetricSchemas.MetricSchema;
import io.leat.lineprotocol.FieldType;
import io.leat.lineprotocol.LineError;
import io.leat.lineprotocol.LineView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of lines. Measurement and tags of a line are, byte for byte, those of a line some time before, so they are
 * decoded once and remembered by their bytes; and the next line of a series has, as a rule, the same fields as the last.
 *
 * <p>For one thread.
 */
public final class LineRecords {
    /** One place a hash, the latest wins: bounded, whatever the senders make up. */
    private static final int PLACES = 4096;

    private final RecordMaker maker;
    private final @Nullable Series[] series = new @Nullable Series[PLACES];

    public LineRecords(RecordMaker maker) {
        this.maker = maker;
    }

    /** What all lines of a measurement with the same tags share, and the fields of the last of them. */
    private static final class Series {
        final byte[] bytes;
        final String name;
        final Map<String, String> tags;
        final @Nullable String key;
        Shape shape;

        Series(byte[] bytes, String name, Map<String, String> tags, @Nullable String key, Shape shape) {
            this.bytes = bytes;
            this.name = name;
            this.tags = tags;
            this.key = key;
            this.shape = shape;
        }
    }

    /** The fields of a line: the bytes of each key in the order of the line, and each type. */
    private static final class Shape {
        final byte[][] keys;
        final FieldType[] types;
        /** Where each value goes in the schema: that of a key's later occurrence takes the earlier one's place. */
        final int[] slots;

        final MetricSchema schema;

        Shape(byte[][] keys, FieldType[] types, int[] slots, MetricSchema schema) {
            this.keys = keys;
            this.types = types;
            this.slots = slots;
            this.schema = schema;
        }

        boolean fits(LineView line) {
            if (line.fieldCount() != types.length) {
                return false;
            }
            for (int i = 0; i < types.length; i++) {
                if (line.fieldType(i) != types[i]
                        || !Arrays.equals(
                                keys[i],
                                0,
                                keys[i].length,
                                line.buffer(),
                                line.fieldKeyStart(i),
                                line.fieldKeyEnd(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * Why a line that was read has no record, or null if it has one: Connect has no unsigned integers, and a value that does not
     * fit a signed one is refused rather than changed.
     *
     * @param number of the line, for the error
     */
    public static @Nullable LineError refusal(LineView line, long number) {
        for (int i = 0; i < line.fieldCount(); i++) {
            if (line.fieldType(i) == FieldType.UNSIGNED && line.longValue(i) < 0) {
                return new LineError(
                        number,
                        line.fieldKeyStart(i) - line.seriesStart() + 1,
                        "an unsigned integer up to 9223372036854775807, as Connect has no larger one",
                        Long.toUnsignedString(line.longValue(i)) + "u");
            }
        }
        return null;
    }

    /**
     * The record of a line.
     *
     * @param nowNanos the timestamp of a line without one
     */
    public SourceRecord record(LineView line, long nowNanos, Map<String, ?> partition, Map<String, ?> offset) {
        Series at = series(line);
        if (!at.shape.fits(line)) {
            at.shape = shape(line);
        }
        var values = new @Nullable Object[at.shape.schema.each().size()];
        for (int i = 0; i < line.fieldCount(); i++) {
            values[at.shape.slots[i]] = value(line, i);
        }
        long nanos = line.hasTimestamp() ? line.timestampNanos() : nowNanos;
        return maker.record(at.name, at.tags, at.key, at.shape.schema, values, nanos, partition, offset);
    }

    private Series series(LineView line) {
        byte[] buffer = line.buffer();
        int from = line.seriesStart();
        int to = line.seriesEnd();
        int hash = 1;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + buffer[i];
        }
        int place = (hash ^ (hash >>> 15)) & (PLACES - 1);
        Series known = series[place];
        if (known == null || !Arrays.equals(known.bytes, 0, known.bytes.length, buffer, from, to)) {
            known = newSeries(line);
            series[place] = known;
        }
        return known;
    }

    private Series newSeries(LineView line) {
        var tags = new LinkedHashMap<String, String>();
        for (int i = 0; i < line.tagCount(); i++) {
            tags.put(line.tagKey(i), line.tagValue(i));
        }
        return new Series(
                Arrays.copyOfRange(line.buffer(), line.seriesStart(), line.seriesEnd()),
                line.measurement(),
                Collections.unmodifiableMap(tags),
                tags.get(maker.keyTag()),
                shape(line));
    }

    private Shape shape(LineView line) {
        int count = line.fieldCount();
        var keys = new byte[count][];
        var types = new FieldType[count];
        var slots = new int[count];
        var slotOf = new LinkedHashMap<String, Integer>();
        var specs = new ArrayList<FieldSpec>();
        for (int i = 0; i < count; i++) {
            keys[i] = Arrays.copyOfRange(line.buffer(), line.fieldKeyStart(i), line.fieldKeyEnd(i));
            types[i] = line.fieldType(i);
            var spec = new FieldSpec(line.fieldKey(i), type(types[i]));
            Integer slot = slotOf.putIfAbsent(spec.name(), specs.size());
            if (slot == null) {
                slots[i] = specs.size();
                specs.add(spec);
            } else {
                slots[i] = slot;
                specs.set(slot, spec);
            }
        }
        return new Shape(keys, types, slots, maker.schemas().of(specs));
    }

    private static Schema.Type type(FieldType type) {
        return switch (type) {
            case FLOAT -> Schema.Type.FLOAT64;
            case INTEGER, UNSIGNED -> Schema.Type.INT64;
            case BOOLEAN -> Schema.Type.BOOLEAN;
            case STRING -> Schema.Type.STRING;
        };
    }

    private static Object value(LineView line, int field) {
        return switch (line.fieldType(field)) {
            case FLOAT -> line.doubleValue(field);
            case INTEGER, UNSIGNED -> line.longValue(field);
            case BOOLEAN -> line.booleanValue(field);
            case STRING -> line.stringValue(field);
        };
    }
}
