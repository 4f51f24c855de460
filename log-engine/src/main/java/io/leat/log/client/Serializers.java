package io.leat.log.client;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;

/** The serializer settings: the clients here take and give bytes, so the only legal value is Kafka's class for bytes. */
final class Serializers {

    private Serializers() {}

    /**
     * The given settings with {@code bytes} for each of {@code names}.
     *
     * @throws ConfigException if one of them is set to another class
     */
    static Map<String, Object> withBytes(Map<String, ?> given, Class<?> bytes, String... names) {
        Map<String, Object> complete = new HashMap<>(given);
        for (String name : names) {
            Object value = complete.put(name, bytes);
            boolean same = value == null || value.equals(bytes) || value.equals(bytes.getName());
            if (!same) {
                throw new ConfigException(
                        name, value, "this client handles bytes; write " + bytes.getName() + " or remove it");
            }
        }
        return complete;
    }
}
