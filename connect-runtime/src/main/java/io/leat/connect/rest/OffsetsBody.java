package io.leat.connect.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.leat.connect.worker.ConnectorOperations.ConnectorOffset;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code {"offsets":[{"partition":{…},"offset":{…}}]}}, both ways (KIP-875). */
record OffsetsBody(List<ConnectorOffset> offsets) implements JsonBody {
    private static final String SHAPE = "an object, {\"offsets\": [{\"partition\": {…}, \"offset\": {…} or null}, …]}";

    @Override
    public void write(JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeArrayFieldStart("offsets");
        for (ConnectorOffset one : offsets) {
            out.writeStartObject();
            out.writeFieldName("partition");
            writeValue(out, one.partition());
            out.writeFieldName("offset");
            writeValue(out, one.offset());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void writeValue(JsonGenerator out, @Nullable Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            out.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.writeFieldName(String.valueOf(entry.getKey()));
                writeValue(out, entry.getValue());
            }
            out.writeEndObject();
        } else if (value instanceof List<?> list) {
            out.writeStartArray();
            for (Object element : list) {
                writeValue(out, element);
            }
            out.writeEndArray();
        } else {
            out.writeObject(value); // a text, a number, a boolean or null
        }
    }

    static List<ConnectorOffset> read(JsonParser parser) throws IOException {
        RequestBody.expect(parser, parser.nextToken(), JsonToken.START_OBJECT, SHAPE);
        List<ConnectorOffset> offsets = List.of();
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
            if (!field.equals("offsets")) {
                throw RequestBody.unexpected(parser, "the field \"" + field + "\"", "\"offsets\"");
            }
            RequestBody.expect(parser, parser.nextToken(), JsonToken.START_ARRAY, "an array of partitions and offsets");
            offsets = elements(parser);
        }
        if (offsets.isEmpty()) {
            throw RestException.badRequest("The body has no offsets to set; send " + SHAPE + ".");
        }
        return offsets;
    }

    private static List<ConnectorOffset> elements(JsonParser parser) throws IOException {
        List<ConnectorOffset> offsets = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            RequestBody.expect(parser, token, JsonToken.START_OBJECT, "{\"partition\": {…}, \"offset\": {…} or null}");
            offsets.add(element(parser));
        }
        return offsets;
    }

    private static ConnectorOffset element(JsonParser parser) throws IOException {
        Map<String, @Nullable Object> partition = null;
        Map<String, @Nullable Object> offset = null;
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            switch (field) {
                case "partition" -> {
                    RequestBody.expect(parser, value, JsonToken.START_OBJECT, "the partition as an object");
                    partition = object(parser);
                }
                case "offset" -> {
                    if (value != JsonToken.VALUE_NULL) {
                        RequestBody.expect(parser, value, JsonToken.START_OBJECT, "the offset as an object, or null");
                        offset = object(parser);
                    }
                }
                default ->
                    throw RequestBody.unexpected(parser, "the field \"" + field + "\"", "\"partition\" or \"offset\"");
            }
        }
        if (partition == null) {
            throw RequestBody.unexpected(parser, "no \"partition\"", "{\"partition\": {…}, \"offset\": {…} or null}");
        }
        return new ConnectorOffset(partition, offset);
    }

    private static Map<String, @Nullable Object> object(JsonParser parser) throws IOException {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
            object.put(field, value(parser, parser.nextToken()));
        }
        return object;
    }

    /** Nested no deeper than Jackson allows a body to be. */
    private static @Nullable Object value(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                    list.add(value(parser, next));
                }
                yield list;
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
            case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
            case VALUE_NULL -> null;
            default -> parser.getText();
        };
    }
}
