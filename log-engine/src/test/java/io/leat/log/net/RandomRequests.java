package io.leat.log.net;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.Field;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.Struct;
import org.apache.kafka.common.protocol.types.TaggedFields;
import org.apache.kafka.common.protocol.types.Type;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.jspecify.annotations.Nullable;

/**
 * Requests with random values, well formed by the schema of their version. Values are taken from those that mean something (names that
 * exist, the numbers at the edges) so that a request comes further than to the first check.
 */
final class RandomRequests {
    private static final int CLIENT_CORRELATION = 7;
    private static final Map<Type, List<? extends Object>> NUMBERS = Map.of(
            Type.INT8, List.of((byte) 0, (byte) 1, (byte) 2, (byte) -1, Byte.MIN_VALUE, Byte.MAX_VALUE),
            Type.INT16, List.of((short) 0, (short) 1, (short) 2, (short) -1, Short.MIN_VALUE, Short.MAX_VALUE),
            Type.UINT16, List.of(0, 1, 9092, 65_535),
            Type.INT32, List.of(0, 0, 1, 1, 2, 5, -1, -2, 1_000, Integer.MIN_VALUE, Integer.MAX_VALUE),
            Type.UNSIGNED_INT32, List.of(0L, 1L, 4_294_967_295L),
            Type.INT64, List.of(0L, 0L, 1L, 2L, -1L, -2L, -3L, 100L, Long.MIN_VALUE, Long.MAX_VALUE),
            Type.FLOAT64, List.of(0.0, 1.0, -1.0, Double.NaN, Double.POSITIVE_INFINITY),
            Type.BOOLEAN, List.of(true, false));

    private final Random random;
    private final List<String> names;
    private final List<Uuid> ids;

    /**
     * Random requests.
     *
     * @param names of what is there, and what might be
     * @param ids of the topics that are there
     */
    RandomRequests(Random random, List<String> names, List<Uuid> ids) {
        this.random = random;
        this.names = names;
        this.ids = ids;
    }

    /** Header and body, without the length in front. */
    byte[] next(ApiKeys key, short version) {
        Schema header = RequestHeaderData.SCHEMAS[key.requestHeaderVersion(version)];
        Struct head = new Struct(header);
        for (BoundField field : header.fields()) {
            head.set(
                    field,
                    switch (field.def.name) {
                        case "request_api_key" -> key.id;
                        case "request_api_version" -> version;
                        case "correlation_id" -> CLIENT_CORRELATION;
                        case "client_id" -> "fuzz";
                        default -> value(field.def.type, 0);
                    });
        }
        Struct body = struct(key.messageType.requestSchemas()[version], 0);
        ByteBuffer bytes = ByteBuffer.allocate(head.sizeOf() + body.sizeOf());
        head.writeTo(bytes);
        body.writeTo(bytes);
        return bytes.array();
    }

    private Struct struct(Schema schema, int depth) {
        Struct struct = new Struct(schema);
        for (BoundField field : schema.fields()) {
            struct.set(field, value(field.def.type, depth));
        }
        return struct;
    }

    private @Nullable Object value(Type type, int depth) {
        if (type.isNullable() && random.nextInt(5) == 0) {
            return null;
        }
        List<?> numbers = NUMBERS.get(type);
        if (numbers != null) {
            return numbers.get(random.nextInt(numbers.size()));
        } else if (type instanceof Schema schema) {
            return struct(schema, depth);
        } else if (type instanceof TaggedFields tagged) {
            return tags(tagged, depth);
        } else if (type.isArray()) {
            return array(type.arrayElementType().orElseThrow(), depth);
        } else if (type == Type.UUID) {
            return random.nextInt(3) == 0 ? new Uuid(0, random.nextInt(3)) : pick(ids);
        } else if (type.toString().endsWith("STRING")) {
            return pick(names);
        } else if (type.toString().endsWith("RECORDS")) {
            return records();
        } else if (type.toString().endsWith("BYTES")) {
            return ByteBuffer.wrap(bytes(random.nextInt(30)));
        }
        throw new IllegalStateException("a type that is new: " + type);
    }

    private Map<Integer, Object> tags(TaggedFields tagged, int depth) {
        Map<Integer, Object> values = new TreeMap<>();
        for (Map.Entry<Integer, Field> field : tagged.fields().entrySet()) {
            Object value = random.nextInt(3) == 0 ? value(field.getValue().type, depth) : null;
            if (value != null) {
                values.put(field.getKey(), value);
            }
        }
        return values;
    }

    private Object[] array(Type element, int depth) {
        Object[] values = new Object[random.nextInt(depth > 2 ? 2 : 4)];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(element, depth + 1);
        }
        return values;
    }

    private MemoryRecords records() {
        if (random.nextInt(4) == 0) {
            return MemoryRecords.readableRecords(ByteBuffer.wrap(bytes(random.nextInt(200))));
        }
        CompressionType codec = pick(List.of(CompressionType.values()));
        SimpleRecord record = new SimpleRecord(pick(names).getBytes(UTF_8), bytes(random.nextInt(100)));
        Compression compression = Compression.of(codec).build();
        return switch (random.nextInt(3)) {
            case 0 -> MemoryRecords.withRecords(compression, record, record);
            case 1 ->
                MemoryRecords.withIdempotentRecords(
                        compression, random.nextInt(3), (short) random.nextInt(2), random.nextInt(3), record);
            default ->
                MemoryRecords.withTransactionalRecords(
                        compression, random.nextInt(3), (short) random.nextInt(2), random.nextInt(3), record);
        };
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private <T> T pick(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
