package io.leat.connector.csv.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON object in a text, as Telegraf's {@code data_format = "json"} writes it, or any other.
 *
 * <p>Decimals are kept as written ({@code 1.50} stays {@code 1.50}); a key that occurs twice makes the record bad (C3).
 */
final class JsonReader implements ValueReader {
    private static final ObjectReader OBJECTS = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build()
            .readerFor(Map.class);

    private final MapReader maps;

    JsonReader(boolean metrics) {
        maps = new MapReader(metrics);
    }

    @Override
    public void read(@Nullable Schema schema, @Nullable Object value, RowBuilder rows) {
        maps.read(null, parse(Texts.of(value)), rows);
    }

    private static Map<?, ?> parse(String text) {
        try {
            Map<?, ?> object = OBJECTS.readValue(text);
            if (object == null) {
                throw new BadValueException("expected a JSON object, and found null");
            }
            return object;
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            throw new BadValueException(
                    "not a JSON object: " + e.getOriginalMessage()
                            + (at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr()),
                    e);
        }
    }
}
