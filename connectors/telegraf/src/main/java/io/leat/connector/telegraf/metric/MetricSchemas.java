package io.leat.connector.telegraf.metric;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * The schemas of metrics:
 *
 * <pre>
 *   name       string
 *   tags       map of string to string
 *   fields     struct of the metric's fields, each optional: float64, int64, boolean or string
 *   timestamp  int64, nanoseconds since 1970
 * </pre>
 *
 * <p>One for each list of field names and types, made when it is first seen and handed out again after that, so that a record
 * costs no schema and converters that remember schemas by identity find it. For any threads.
 */
final class MetricSchemas {
    static final String NAME = "name";
    static final String TAGS = "tags";
    static final String FIELDS = "fields";
    static final String TIMESTAMP = "timestamp";

    /** Far more than there are measurements; a sender that makes up names makes us begin anew, not grow. */
    private static final int MOST = 10_000;

    private final Map<List<FieldSpec>, MetricSchema> known = new ConcurrentHashMap<>();

    /** A field's name and the type of its values. */
    record FieldSpec(String name, Schema.Type type) {}

    /** A schema with its fields at hand, so that a value is put without a look-up by name. */
    record MetricSchema(
            Schema value,
            Field name,
            Field tags,
            Field fields,
            Field timestamp,
            Schema fieldsSchema,
            List<Field> each) {}

    MetricSchema of(List<FieldSpec> specs) {
        MetricSchema schema = known.get(specs);
        if (schema == null) {
            if (known.size() >= MOST) {
                known.clear();
            }
            schema = known.computeIfAbsent(List.copyOf(specs), MetricSchemas::make);
        }
        return schema;
    }

    private static MetricSchema make(List<FieldSpec> specs) {
        var fields = SchemaBuilder.struct();
        specs.forEach(spec -> fields.field(spec.name(), optional(spec.type())));
        Schema fieldsSchema = fields.build();
        Schema value = SchemaBuilder.struct()
                .name("io.leat.telegraf.Metric")
                .field(NAME, Schema.STRING_SCHEMA)
                .field(
                        TAGS,
                        SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA)
                                .build())
                .field(FIELDS, fieldsSchema)
                .field(TIMESTAMP, Schema.INT64_SCHEMA)
                .build();
        return new MetricSchema(
                value,
                value.field(NAME),
                value.field(TAGS),
                value.field(FIELDS),
                value.field(TIMESTAMP),
                fieldsSchema,
                List.copyOf(fieldsSchema.fields()));
    }

    private static Schema optional(Schema.Type type) {
        return switch (type) {
            case FLOAT64 -> Schema.OPTIONAL_FLOAT64_SCHEMA;
            case INT64 -> Schema.OPTIONAL_INT64_SCHEMA;
            case BOOLEAN -> Schema.OPTIONAL_BOOLEAN_SCHEMA;
            case STRING -> Schema.OPTIONAL_STRING_SCHEMA;
            default -> throw new IllegalArgumentException("a metric has no field of type " + type);
        };
    }
}
