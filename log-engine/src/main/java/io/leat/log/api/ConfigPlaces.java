package io.leat.log.api;

import io.leat.log.broker.Broker;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigSource;
import org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigType;
import org.jspecify.annotations.Nullable;

/** What configs can be of: topics, this broker, all brokers, the loggers of this one. */
record ConfigPlaces(Broker broker) {

    /** Whether all brokers are meant, which is said by an empty name; else it must be this one. */
    boolean isCluster(String name) {
        if (name.isEmpty()) {
            return true;
        }
        int id = number(name);
        if (id != broker.nodeId()) {
            throw new InvalidRequestException("Unexpected broker id, expected %d or empty string, but received %s"
                    .formatted(broker.nodeId(), name));
        }
        return false;
    }

    /** Refuses any but this broker. */
    void requireThis(String name) {
        if (name.isEmpty()) {
            throw new InvalidRequestException("Broker id must not be empty");
        }
        if (number(name) != broker.nodeId()) {
            throw new InvalidRequestException(
                    "Unexpected broker id, expected %d but received %s".formatted(broker.nodeId(), name));
        }
    }

    /** Refuses a group without a name. */
    void requireGroup(String name) {
        if (name.isEmpty()) {
            throw new InvalidRequestException("Default group resources are not allowed.");
        }
    }

    InvalidRequestException notServed(byte type) {
        ConfigResource.Type known = ConfigResource.Type.forId(type);
        return new InvalidRequestException(
                known == ConfigResource.Type.UNKNOWN
                        ? "Unsupported resource type: " + type
                        : "Unsupported resource type: " + known
                                + ". This log has configs of topics (TOPIC), of groups (GROUP) and of itself (BROKER)");
    }

    /** How the protocol numbers a source. */
    static byte source(ConfigEntry.ConfigSource source) {
        return switch (source) {
            case DYNAMIC_TOPIC_CONFIG -> ConfigSource.TOPIC_CONFIG.id();
            case DYNAMIC_CLIENT_METRICS_CONFIG -> ConfigSource.CLIENT_METRICS_CONFIG.id();
            case DYNAMIC_GROUP_CONFIG -> ConfigSource.GROUP_CONFIG.id();
            default -> ConfigSource.valueOf(source.name()).id();
        };
    }

    /** How the protocol numbers a type. */
    static byte type(ConfigDef.@Nullable Type type) {
        return (type == null ? ConfigType.UNKNOWN : ConfigType.valueOf(type.name())).id();
    }

    private static int number(String name) {
        try {
            return Integer.parseInt(name);
        } catch (NumberFormatException e) {
            throw new InvalidRequestException("Broker id must be an integer, but it is: " + name, e);
        }
    }
}
