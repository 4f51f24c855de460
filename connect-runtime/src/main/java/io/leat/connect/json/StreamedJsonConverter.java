package io.leat.connect.json;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.cache.Cache;
import org.apache.kafka.common.cache.LRUCache;
import org.apache.kafka.common.cache.SynchronizedCache;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.json.JsonConverterConfig;
import org.apache.kafka.connect.storage.Converter;
import org.jspecify.annotations.Nullable;

/**
 * {@link JsonConverter} without its trees: the same bytes, values and errors. A schema's text is written once, and of what is
 * read with a schema only the payload is parsed when the text before it is one that was seen before.
 */
public final class StreamedJsonConverter implements Converter {
    private static final JsonFactory JSON = new JsonFactory();
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final byte[] NO_SCHEMA = "{\"schema\":null,\"payload\":".getBytes(StandardCharsets.UTF_8);
    /** How many envelopes are known by their text, and how long that may be. */
    private static final int ENVELOPES = 16;

    private static final int ENVELOPE_BYTES = 64 << 10;
    private static final int OUTGOING = 1000;

    private final JsonConverter stock;
    private final boolean schemas;
    private final boolean givenSchema;
    private final Cache<Schema, Outgoing> outgoing;
    private @Nullable Outgoing last;
    private volatile List<Incoming> incoming = List.of();

    /** How values of a schema are written, {@code prefix} before them. */
    private static final class Outgoing {
        private final @Nullable Schema schema;
        private final byte[] prefix;
        private final JsonWriter writer;

        Outgoing(@Nullable Schema schema, byte[] prefix, JsonWriter writer) {
            this.schema = schema;
            this.prefix = prefix;
            this.writer = writer;
        }
    }

    /** How values behind {@code prefix} are read. */
    private static final class Incoming {
        private final byte[] prefix;
        private final @Nullable Schema schema;
        private final JsonReader reader;

        Incoming(byte[] prefix, @Nullable Schema schema, JsonReader reader) {
            this.prefix = prefix;
            this.schema = schema;
            this.reader = reader;
        }

        boolean fits(byte[] message) {
            int end = message.length - 1;
            return end > prefix.length
                    && message[end] == '}'
                    && Arrays.equals(message, 0, prefix.length, prefix, 0, prefix.length);
        }
    }

    /** In front of {@code stock}, which was configured with {@code settings}. */
    public StreamedJsonConverter(JsonConverter stock, Map<String, ?> settings) {
        this.stock = stock;
        // Not as a JsonConverterConfig, which would log itself a second time.
        Map<String, Object> config = JsonConverterConfig.configDef().parse(settings);
        this.schemas = Boolean.TRUE.equals(config.get(JsonConverterConfig.SCHEMAS_ENABLE_CONFIG));
        this.givenSchema = config.get(JsonConverterConfig.SCHEMA_CONTENT_CONFIG) != null;
        this.outgoing = new SynchronizedCache<>(new LRUCache<>(OUTGOING));
    }

    /** Kafka's converter behind this, which is what a user named. */
    public Converter stock() {
        return stock;
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        throw new IllegalStateException("configured when it was made");
    }

    @Override
    public ConfigDef config() {
        return stock.config();
    }

    @Override
    public void close() {
        stock.close();
    }

    @Override
    public byte @Nullable [] fromConnectData(String topic, @Nullable Schema schema, @Nullable Object value) {
        byte[] written = written(schema, value);
        return written == null ? stock.fromConnectData(topic, schema, value) : written;
    }

    @Override
    public byte @Nullable [] fromConnectData(
            String topic, Headers headers, @Nullable Schema schema, @Nullable Object value) {
        byte[] written = written(schema, value);
        return written == null ? stock.fromConnectData(topic, headers, schema, value) : written;
    }

    /** Null if it is for Kafka's converter. */
    private byte @Nullable [] written(@Nullable Schema schema, @Nullable Object value) {
        if (value == null || !(schema == null || schema instanceof ConnectSchema)) {
            return null;
        }
        try {
            Outgoing known = outgoing(schema);
            ByteArrayBuilder bytes = new ByteArrayBuilder(known.prefix.length + 200);
            bytes.write(known.prefix);
            try (JsonGenerator out = JSON.createGenerator(bytes, JsonEncoding.UTF8)) {
                known.writer.write(value, out);
            }
            if (schemas) {
                bytes.append('}');
            }
            return bytes.toByteArray();
        } catch (Irregular | IOException e) {
            return null;
        }
    }

    /** Schemas come in runs of one object, mostly one for the whole life of a task. */
    private Outgoing outgoing(@Nullable Schema schema) throws IOException {
        Outgoing known = last;
        if (known != null && known.schema == schema) {
            return known;
        }
        known = schema == null ? null : outgoing.get(schema);
        if (known == null) {
            known = new Outgoing(schema, prefix(schema), JsonWriter.of(schema));
            if (schema != null) {
                outgoing.put(schema, known);
            }
        }
        last = known;
        return known;
    }

    private byte[] prefix(@Nullable Schema schema) throws IOException {
        if (!schemas) {
            return new byte[0];
        } else if (schema == null) {
            return NO_SCHEMA;
        }
        ObjectNode text = stock.asJsonSchema(schema);
        ByteArrayBuilder bytes = new ByteArrayBuilder();
        bytes.write("{\"schema\":".getBytes(StandardCharsets.UTF_8));
        bytes.write(MAPPER.writeValueAsBytes(text));
        bytes.write(",\"payload\":".getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }

    @Override
    public SchemaAndValue toConnectData(String topic, byte @Nullable [] message) {
        SchemaAndValue read = read(message);
        return read == null ? learned(message, stock.toConnectData(topic, message)) : read;
    }

    @Override
    public SchemaAndValue toConnectData(String topic, Headers headers, byte @Nullable [] message) {
        SchemaAndValue read = read(message);
        return read == null ? learned(message, stock.toConnectData(topic, headers, message)) : read;
    }

    /** Null if it is for Kafka's converter. */
    private @Nullable SchemaAndValue read(byte @Nullable [] message) {
        if (message == null || message.length == 0 || givenSchema) {
            return null;
        }
        if (!schemas) {
            return read(message, 0, message.length, null, JsonReader.of(null));
        }
        Incoming known = known(message);
        if (known == null) {
            return null;
        }
        int from = known.prefix.length;
        return read(message, from, message.length - 1 - from, known.schema, known.reader);
    }

    private @Nullable Incoming known(byte[] message) {
        for (Incoming known : incoming) {
            if (known.fits(message)) {
                return known;
            }
        }
        return null;
    }

    private SchemaAndValue learned(byte @Nullable [] message, SchemaAndValue read) {
        if (message != null && schemas && !givenSchema && known(message) == null) {
            learn(message, read.schema());
        }
        return read;
    }

    /** Null if it is for Kafka's converter. */
    private static @Nullable SchemaAndValue read(
            byte[] message, int from, int length, @Nullable Schema schema, JsonReader reader) {
        try (JsonParser in = JSON.createParser(message, from, length)) {
            JsonToken first = in.nextToken();
            if (first == null || first == JsonToken.VALUE_NULL) {
                return null;
            }
            Object value = reader.read(in);
            return in.nextToken() == null ? new SchemaAndValue(schema, value) : null;
        } catch (Irregular | IOException | DataException e) {
            return null;
        }
    }

    /** The text up to the payload, where the schema comes first and the payload is what follows. */
    private synchronized void learn(byte[] message, @Nullable Schema schema) {
        try (JsonParser in = JSON.createParser(message)) {
            if (in.nextToken() != JsonToken.START_OBJECT || !"schema".equals(in.nextFieldName())) {
                return;
            }
            in.nextToken();
            in.skipChildren();
            if (!"payload".equals(in.nextFieldName()) || in.nextToken() == null) {
                return;
            }
            int end = (int) in.currentTokenLocation().getByteOffset();
            if (end <= ENVELOPE_BYTES && known(message) == null) {
                Incoming learned = new Incoming(Arrays.copyOf(message, end), schema, JsonReader.of(schema));
                incoming = Stream.concat(Stream.of(learned), incoming.stream())
                        .limit(ENVELOPES)
                        .toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Kafka's converter has read it", e);
        }
    }
}
