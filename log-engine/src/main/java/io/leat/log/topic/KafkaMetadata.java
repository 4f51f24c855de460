package io.leat.log.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * What Kafka's controller wrote of its topics, to take them over: the records of {@code __cluster_metadata-0}, applied one after the
 * other.
 *
 * <pre>
 *   record        frame version 1, record type, version, each an unsigned varint; then the fields, and tagged ones we need none of
 *   2 Topic       name, topic id
 *   4 Config      int8 resource type (2 topic, 4 broker), resource name, config name, value or null
 *   9 RemoveTopic topic id
 * </pre>
 *
 * <p>Text is its length plus one as an unsigned varint (zero for null) and then UTF-8. Records of other types are passed over.
 */
public final class KafkaMetadata {
    private static final int TOPIC = 2;
    private static final int CONFIG = 4;
    private static final int REMOVE_TOPIC = 9;
    private static final int CONFIG_OF_TOPIC = 2;
    private static final int CONFIG_OF_BROKER = 4;

    private final Map<Uuid, String> topics = new HashMap<>();
    private final Map<String, Map<String, String>> configs = new HashMap<>();
    private final Map<String, String> brokerConfigs = new TreeMap<>();

    /**
     * Applies a record's value.
     *
     * @throws IllegalArgumentException if it is not what its type says
     */
    public void apply(ByteBuffer value) {
        try {
            if (unsigned(value) != 1) {
                throw new IllegalArgumentException("a record of an unknown frame version");
            }
            int type = unsigned(value);
            int version = unsigned(value);
            if (version == 0) { // The only one there is of these.
                apply(type, value);
            }
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("a record that ends too early", e);
        }
    }

    private void apply(int type, ByteBuffer fields) {
        switch (type) {
            case TOPIC -> {
                String name = required(fields);
                topics.put(id(fields), name);
            }
            case REMOVE_TOPIC -> {
                String removed = topics.remove(id(fields));
                if (removed != null) {
                    configs.remove(removed);
                }
            }
            case CONFIG -> config(fields.get(), required(fields), required(fields), text(fields));
            default -> {}
        }
    }

    private void config(byte kind, String resource, String name, @Nullable String value) {
        Map<String, String> target = switch (kind) {
            case CONFIG_OF_TOPIC -> configs.computeIfAbsent(resource, it -> new HashMap<>());
            case CONFIG_OF_BROKER -> brokerConfigs;
            default -> new HashMap<>();
        };
        if (value == null) {
            target.remove(name);
        } else {
            target.put(name, value);
        }
    }

    /** Whether there is a topic of that id. */
    public boolean has(Uuid topicId) {
        return topics.containsKey(topicId);
    }

    /** A topic's own configs. */
    public Map<String, String> configs(String topic) {
        return Map.copyOf(configs.getOrDefault(topic, Map.of()));
    }

    /** The configs that were set for a broker, or all of them, while they ran. */
    public Map<String, String> brokerConfigs() {
        return Map.copyOf(brokerConfigs);
    }

    private static Uuid id(ByteBuffer in) {
        return new Uuid(in.getLong(), in.getLong());
    }

    private static String required(ByteBuffer in) {
        String text = text(in);
        if (text == null) {
            throw new IllegalArgumentException("a name that is null");
        }
        return text;
    }

    private static @Nullable String text(ByteBuffer in) {
        int length = unsigned(in) - 1;
        if (length == -1) {
            return null;
        }
        if (length < -1 || length > in.remaining()) {
            throw new IllegalArgumentException("a text of " + length + " bytes where " + in.remaining() + " are left");
        }
        byte[] utf8 = new byte[length];
        in.get(utf8);
        return new String(utf8, UTF_8);
    }

    private static int unsigned(ByteBuffer in) {
        int value = 0;
        for (int shift = 0; shift < 32; shift += 7) {
            byte next = in.get();
            value |= (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number of more than five bytes");
    }
}
