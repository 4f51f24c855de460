package io.leat.lineprotocol;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * One point as a value.
 *
 * @param tags in the order of the line
 * @param fields in the order of the line, the last one of a name that is there twice; values are {@link Double}, {@link Long} (an
 *     unsigned one above {@link Long#MAX_VALUE} is a {@link java.math.BigInteger}), {@link Boolean} or {@link String}
 * @param timestamp nanoseconds since the epoch, if the line has one
 */
public record Point(String measurement, Map<String, String> tags, Map<String, Object> fields, OptionalLong timestamp) {

    public Point {
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }
}
