package io.leat.connector.telegraf.metric;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One metric, as Telegraf means it.
 *
 * @param tags in the order they are written
 * @param fields in the order they are written; each value is a {@code Double}, {@code Long}, {@code Boolean} or {@code String}
 * @param timestampNanos nanoseconds since 1970
 */
public record Metric(String name, Map<String, String> tags, Map<String, Object> fields, long timestampNanos) {

    public Metric {
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }
}
