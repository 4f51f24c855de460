package io.leat.connect.store;

import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.json.JsonConverter;
import org.jspecify.annotations.Nullable;

/**
 * JSON as Kafka Connect's worker writes it into its topics: {@link JsonConverter} without schemas. Integers come back as
 * {@code Long}, whatever they were.
 */
final class Json {
    /** Without Blackbird, which takes longer to load than it would save on these few records. */
    private static final JsonConverter CONVERTER = new JsonConverter(false);

    static {
        CONVERTER.configure(Map.of("schemas.enable", "false"), false);
    }

    private Json() {}

    static byte @Nullable [] write(@Nullable Object value) {
        return value == null ? null : CONVERTER.fromConnectData("", null, value);
    }

    /** @throws DataException if these bytes are no JSON */
    static @Nullable Object read(byte @Nullable [] json) {
        return json == null ? null : CONVERTER.toConnectData("", json).value();
    }

    /** @throws DataException if these bytes are no JSON object */
    static Map<?, ?> readObject(byte[] json) {
        if (read(json) instanceof Map<?, ?> object) {
            return object;
        }
        throw new DataException("not a JSON object");
    }

    /** @throws DataException if these bytes are no JSON array */
    static List<?> readArray(byte[] json) {
        if (read(json) instanceof List<?> array) {
            return array;
        }
        throw new DataException("not a JSON array");
    }
}
