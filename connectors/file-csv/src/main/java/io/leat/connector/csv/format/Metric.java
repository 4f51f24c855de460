package io.leat.connector.csv.format;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a metric: {@code name}, {@code timestamp}, one for each tag and one for each field, by their own names.
 *
 * <p>The same in whatever encoding the metric came (line protocol, Telegraf's JSON, a struct, a map). Where two would meet,
 * the tag keeps the column and the field goes to {@code field.<key>}; a tag or field called {@code name} or
 * {@code timestamp} goes to {@code tag.<key>} or {@code field.<key>}.
 */
final class Metric {
    static final String NAME = "name";
    static final String TIMESTAMP = "timestamp";
    static final String TAGS = "tags";
    static final String FIELDS = "fields";
    /** The one field of Telegraf's batch form, {@code {"metrics":[…]}}. */
    static final String BATCH = "metrics";

    private static final Set<String> KEYS = Set.of(NAME, TIMESTAMP, TAGS, FIELDS);

    private Metric() {}

    static String tagColumn(String key) {
        return reserved(key) ? "tag." + key : key;
    }

    static String fieldColumn(String key, Collection<?> tags) {
        return reserved(key) || tags.contains(key) ? "field." + key : key;
    }

    private static boolean reserved(String key) {
        return key.equals(NAME) || key.equals(TIMESTAMP);
    }

    /** Whether {@code map} has the shape of a metric: a name, fields, perhaps tags and a timestamp, and nothing else. */
    static boolean is(Map<?, ?> map) {
        return map.get(NAME) instanceof String
                && map.get(FIELDS) instanceof Map
                && (map.get(TAGS) == null || map.get(TAGS) instanceof Map)
                && KEYS.containsAll(map.keySet());
    }

    static boolean is(Schema schema) {
        Field name = schema.field(NAME);
        Field fields = schema.field(FIELDS);
        Field tags = schema.field(TAGS);
        return name != null
                && name.schema().type() == Schema.Type.STRING
                && fields != null
                && holdsKeys(fields)
                && (tags == null || holdsKeys(tags))
                && schema.fields().stream().allMatch(field -> KEYS.contains(field.name()));
    }

    static boolean holdsKeys(@Nullable Field field) {
        return field != null
                && (field.schema().type() == Schema.Type.STRUCT
                        || field.schema().type() == Schema.Type.MAP);
    }
}
