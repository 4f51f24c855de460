package io.leat.connect.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.leat.testing.Seeded;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.json.JsonConverter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same bytes, values and errors as Kafka's converter, whatever comes. */
class StreamedJsonConverterTest {

    @Seeded(300)
    void randomValuesOfRandomSchemasAreTheSameInBothDirections(long seed) {
        Random random = new Random(seed);
        Map<String, String> settings = Map.of(
                "schemas.enable",
                Boolean.toString(random.nextInt(4) > 0),
                "replace.null.with.default",
                Boolean.toString(random.nextBoolean()),
                "decimal.format",
                random.nextBoolean() ? "BASE64" : "NUMERIC",
                "converter.type",
                "value");
        JsonConverter stock = stock(settings);
        StreamedJsonConverter ours = new StreamedJsonConverter(stock(settings), settings);
        Schema schema = random.nextInt(5) == 0 ? null : schema(random, 3);
        for (int n = 0; n < 20; n++) {
            Object value =
                    random.nextInt(20) == 0 ? null : schema == null ? anything(random, 3) : value(random, schema);
            Schema given = random.nextInt(30) == 0 ? schema(random, 1) : schema;
            Object expected = result(() -> stock.fromConnectData("t", given, value));
            assertThat(result(() -> ours.fromConnectData("t", given, value))).isEqualTo(expected);
            if (expected instanceof byte[] json) {
                assertSameRead(stock, ours, json);
                assertSameRead(stock, ours, damaged(random, json));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "1",
                "-0.0",
                "-0.5",
                "1e400",
                "007",
                "NaN",
                "12345678901234567890",
                "[1, 2.5, \"a\", null, {\"b\": [true]}]",
                "{\"a\": 1} {\"b\": 2}",
                "{\"a\": 1, \"a\": 2}",
                "{\"schema\": null, \"payload\": {\"a\": -0.0}}",
                "{\"payload\": 1, \"schema\": {\"type\": \"int32\"}}",
                "{\"schema\": {\"type\": \"int8\"}, \"payload\": 300}",
                "{\"schema\": {\"type\": \"int32\"}, \"payload\": 1.5}",
                "{\"schema\": {\"type\": \"int32\"}, \"payload\": 1, \"payload\": 2}",
                "{\"schema\": {\"type\": \"int32\"}, \"payload\": 1, \"more\": 2}",
                "{\"schema\": {\"type\": \"int32\"}, \"payload\": \"one\"}",
                "{\"schema\": {\"type\": \"string\"}, \"payload\": null}",
                "{\"schema\": {\"type\": \"string\", \"default\": \"d\"}, \"payload\": null}",
                "{\"schema\": {\"type\": \"bytes\"}, \"payload\": \"%%\"}",
                "{\"schema\": {\"type\": \"struct\", \"fields\": [{\"field\": \"a\", \"type\": \"int64\"}]}, \"payload\": {\"b\": 1}}",
                "{\"schema\": {\"type\": \"struct\", \"fields\": [{\"field\": \"a\", \"type\": \"int64\"}]}, \"payload\": {\"b\": {}, \"a\": 1}}"
            })
    void whatIsWrittenByHandIsReadTheSameTheFirstTimeAndTheNext(String json) {
        for (String schemas : List.of("true", "false")) {
            Map<String, String> settings = Map.of("schemas.enable", schemas, "converter.type", "value");
            JsonConverter stock = stock(settings);
            StreamedJsonConverter ours = new StreamedJsonConverter(stock(settings), settings);
            for (int n = 0; n < 3; n++) {
                assertSameRead(stock, ours, json.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void theUsualNeedsKafkasConverterOnceForEachEnvelope() {
        Map<String, String> settings = Map.of("converter.type", "value");
        AtomicInteger asked = new AtomicInteger();
        JsonConverter counting = new JsonConverter() {
            @Override
            public byte[] fromConnectData(String topic, Schema schema, Object value) {
                asked.incrementAndGet();
                return super.fromConnectData(topic, schema, value);
            }

            @Override
            public SchemaAndValue toConnectData(String topic, byte[] value) {
                asked.incrementAndGet();
                return super.toConnectData(topic, value);
            }
        };
        counting.configure(settings, false);
        StreamedJsonConverter ours = new StreamedJsonConverter(counting, settings);
        Schema schema = SchemaBuilder.struct()
                .field("id", Schema.INT64_SCHEMA)
                .field(
                        "tags",
                        SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.OPTIONAL_FLOAT64_SCHEMA)
                                .build())
                .build();
        for (long id = 0; id < 10; id++) {
            Struct value = new Struct(schema).put("id", id).put("tags", Map.of("a", 0.5 * id));

            SchemaAndValue read = ours.toConnectData("t", ours.fromConnectData("t", schema, value));

            assertThat(read).isEqualTo(new SchemaAndValue(schema, value));
        }
        assertThat(asked).hasValue(1);
    }

    private static JsonConverter stock(Map<String, String> settings) {
        JsonConverter stock = new JsonConverter();
        stock.configure(settings, false);
        return stock;
    }

    private static void assertSameRead(JsonConverter stock, StreamedJsonConverter ours, byte[] json) {
        Object expected = result(() -> stock.toConnectData("t", json));
        Object read = result(() -> ours.toConnectData("t", json));
        if (expected instanceof SchemaAndValue wanted && read instanceof SchemaAndValue got) {
            assertThat(got.schema()).isEqualTo(wanted.schema());
            assertThat(plain(got.value())).isEqualTo(plain(wanted.value()));
        } else {
            assertThat(read).as(new String(json, StandardCharsets.UTF_8)).isEqualTo(expected);
        }
    }

    /** A call that may throw. */
    private interface Call {
        @Nullable
        Object result();
    }

    /** What it returns, or what it throws. */
    private static @Nullable Object result(Call call) {
        try {
            return call.result();
        } catch (RuntimeException e) {
            return e.getClass() + ": " + e.getMessage();
        }
    }

    /** Arrays of bytes are equal to themselves alone; and the class of a number counts. */
    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return ByteBuffer.wrap(bytes);
        } else if (value instanceof Struct struct) {
            List<@Nullable Object> fields = new ArrayList<>();
            struct.schema().fields().forEach(field -> fields.add(plain(struct.getWithoutDefault(field.name()))));
            return fields;
        } else if (value instanceof Map<?, ?> map) {
            Map<Object, @Nullable Object> copy = new HashMap<>();
            map.forEach((k, v) -> copy.put(String.valueOf(plain(k)), plain(v)));
            return copy;
        } else if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>();
            list.forEach(element -> copy.add(plain(element)));
            return copy;
        }
        return value;
    }

    private static byte[] damaged(Random random, byte[] json) {
        byte[] copy = json.clone();
        if (copy.length > 0) {
            copy[random.nextInt(copy.length)] = (byte) "{}[],:\"0-1x ".charAt(random.nextInt(12));
        }
        return copy;
    }

    private static Schema schema(Random random, int depth) {
        SchemaBuilder builder = switch (random.nextInt(depth > 0 ? 15 : 11)) {
            case 0 -> SchemaBuilder.int8();
            case 1 -> SchemaBuilder.int16();
            case 2 -> SchemaBuilder.int32();
            case 3 -> SchemaBuilder.int64();
            case 4 -> SchemaBuilder.float32();
            case 5 -> SchemaBuilder.float64();
            case 6 -> SchemaBuilder.bool();
            case 7, 8 -> SchemaBuilder.string();
            case 9 -> SchemaBuilder.bytes();
            case 10 -> random.nextBoolean() ? Decimal.builder(2) : Timestamp.builder();
            case 11 -> SchemaBuilder.array(schema(random, depth - 1));
            case 12 ->
                SchemaBuilder.map(
                        random.nextInt(4) == 0 ? Schema.INT32_SCHEMA : Schema.STRING_SCHEMA, schema(random, depth - 1));
            default -> struct(random, depth);
        };
        if (random.nextInt(3) == 0) {
            builder.optional();
        }
        if (random.nextInt(6) == 0 && builder.type() == Schema.Type.STRING) {
            builder.defaultValue("usual");
        }
        if (random.nextInt(4) == 0 && builder.name() == null) {
            builder.name("n" + random.nextInt(9)).version(1).doc("\u00e4 \"quoted\"");
        }
        return builder.build();
    }

    private static SchemaBuilder struct(Random random, int depth) {
        SchemaBuilder builder = SchemaBuilder.struct();
        for (int n = random.nextInt(5); n >= 0; n--) {
            builder.field("f" + n, schema(random, depth - 1));
        }
        return builder;
    }

    private static @Nullable Object value(Random random, Schema schema) {
        if (schema.isOptional() && random.nextInt(4) == 0) {
            return null;
        }
        if (Decimal.LOGICAL_NAME.equals(schema.name())) {
            return BigDecimal.valueOf(random.nextLong(), 2);
        } else if (Timestamp.LOGICAL_NAME.equals(schema.name())) {
            return Date.from(Instant.ofEpochMilli(random.nextInt()));
        }
        return switch (schema.type()) {
            case INT8 -> (byte) random.nextInt();
            case INT16 -> (short) random.nextInt();
            case INT32 -> random.nextInt() >> random.nextInt(32);
            case INT64 -> random.nextLong() >> random.nextInt(64);
            case FLOAT32 -> random.nextInt(9) == 0 ? oddFloat(random) : random.nextFloat();
            case FLOAT64 -> random.nextInt(9) == 0 ? oddFloat(random) : Double.longBitsToDouble(random.nextLong());
            case BOOLEAN -> random.nextBoolean();
            case STRING -> text(random);
            case BYTES -> random.nextInt(9) == 0 ? ByteBuffer.wrap(bytes(random)) : bytes(random);
            case ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                for (int n = random.nextInt(4); n > 0; n--) {
                    list.add(value(random, schema.valueSchema()));
                }
                yield list;
            }
            case MAP -> {
                Map<@Nullable Object, @Nullable Object> map = new HashMap<>();
                for (int n = random.nextInt(4); n > 0; n--) {
                    map.put(value(random, schema.keySchema()), value(random, schema.valueSchema()));
                }
                yield map;
            }
            case STRUCT -> {
                Struct struct = new Struct(schema);
                for (Field field : schema.fields()) {
                    Object member = value(random, field.schema());
                    if (random.nextInt(9) > 0 || !field.schema().isOptional()) {
                        struct.put(field, member);
                    }
                }
                yield struct;
            }
        };
    }

    private static float oddFloat(Random random) {
        float[] odd = {-0.0f, Float.NaN, Float.POSITIVE_INFINITY, Float.MIN_VALUE};
        return odd[random.nextInt(odd.length)];
    }

    private static String text(Random random) {
        String[] parts = {"a", "\"", "\\", "\n", "\u0001", "\u00e4", "\u20ac", "\ud83d\ude00", "/", "plain text "};
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(6); n > 0; n--) {
            text.append(parts[random.nextInt(parts.length)]);
        }
        return random.nextInt(200) == 0 ? text + "\ud83d" : text.toString();
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(9)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static @Nullable Object anything(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 13 : 10)) {
            case 0 -> null;
            case 1 -> (byte) random.nextInt();
            case 2 -> (short) random.nextInt();
            case 3 -> random.nextInt();
            case 4 -> random.nextLong();
            case 5 -> random.nextFloat();
            case 6 -> random.nextDouble();
            case 7 -> random.nextBoolean();
            case 8 -> random.nextInt(9) == 0 ? new BigDecimal("1.50") : bytes(random);
            case 9 -> text(random);
            case 10 -> {
                List<@Nullable Object> list = new ArrayList<>();
                for (int n = random.nextInt(4); n > 0; n--) {
                    list.add(anything(random, depth - 1));
                }
                yield list;
            }
            default -> {
                Map<@Nullable Object, @Nullable Object> map = new HashMap<>();
                for (int n = random.nextInt(4); n > 0; n--) {
                    map.put(random.nextInt(20) == 0 ? (Object) n : text(random), anything(random, depth - 1));
                }
                yield map;
            }
        };
    }
}
