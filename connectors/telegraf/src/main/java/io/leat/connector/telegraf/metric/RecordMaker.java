package io.leat.connector.telegraf.metric;

import io.leat.connector.telegraf.metric.MetricSchemas.FieldSpec;
import io.leat.connector.telegraf.metric.MetricSchemas.MetricSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of metrics. The key is the tag that was asked for, as a string, or null where the metric does not have it; the
 * record's timestamp is the metric's, in milliseconds.
 */
public final class RecordMaker {
    private static final long NANOS_IN_A_MILLISECOND = 1_000_000L;

    private final String topic;
    private final String keyTag;
    private final ValueFormat format;
    private final MetricSchemas schemas = new MetricSchemas();

    public RecordMaker(String topic, String keyTag, ValueFormat format) {
        this.topic = topic;
        this.keyTag = keyTag;
        this.format = format;
    }

    /** The record of {@code metric}. */
    public SourceRecord record(Metric metric, Map<String, ?> partition, Map<String, ?> offset) {
        var specs = new ArrayList<FieldSpec>(metric.fields().size());
        metric.fields().forEach((key, value) -> specs.add(new FieldSpec(key, typeOf(value))));
        return record(
                metric.name(),
                metric.tags(),
                metric.tags().get(keyTag),
                schemas.of(specs),
                metric.fields().values().toArray(),
                metric.timestampNanos(),
                partition,
                offset);
    }

    private static Schema.Type typeOf(Object value) {
        if (value instanceof Double) {
            return Schema.Type.FLOAT64;
        }
        if (value instanceof Long) {
            return Schema.Type.INT64;
        }
        return value instanceof Boolean ? Schema.Type.BOOLEAN : Schema.Type.STRING;
    }

    String keyTag() {
        return keyTag;
    }

    MetricSchemas schemas() {
        return schemas;
    }

    /** The record of a metric whose parts are at hand; {@code values} are in the order of the schema's fields. */
    SourceRecord record(
            String name,
            Map<String, String> tags,
            @Nullable String key,
            MetricSchema schema,
            @Nullable Object[] values,
            long nanos,
            Map<String, ?> partition,
            Map<String, ?> offset) {
        boolean struct = format == ValueFormat.STRUCT;
        return new SourceRecord(
                partition,
                offset,
                topic,
                null,
                Schema.OPTIONAL_STRING_SCHEMA,
                key,
                struct ? schema.value() : null,
                struct ? struct(name, tags, schema, values, nanos) : map(name, tags, schema.each(), values, nanos),
                Math.floorDiv(nanos, NANOS_IN_A_MILLISECOND));
    }

    private static Struct struct(
            String name, Map<String, String> tags, MetricSchema schema, @Nullable Object[] values, long nanos) {
        var fields = new Struct(schema.fieldsSchema());
        for (int i = 0; i < values.length; i++) {
            fields.put(schema.each().get(i), values[i]);
        }
        return new Struct(schema.value())
                .put(schema.name(), name)
                .put(schema.tags(), tags)
                .put(schema.fields(), fields)
                .put(schema.timestamp(), nanos);
    }

    private static Map<String, Object> map(
            String name,
            Map<String, String> tags,
            List<org.apache.kafka.connect.data.Field> keys,
            @Nullable Object[] values,
            long nanos) {
        var fields = new LinkedHashMap<String, @Nullable Object>(2 * values.length);
        for (int i = 0; i < values.length; i++) {
            fields.put(keys.get(i).name(), values[i]);
        }
        var map = new LinkedHashMap<String, Object>(8);
        map.put(MetricSchemas.NAME, name);
        map.put(MetricSchemas.TAGS, tags);
        map.put(MetricSchemas.FIELDS, fields);
        map.put(MetricSchemas.TIMESTAMP, nanos);
        return map;
    }
}
