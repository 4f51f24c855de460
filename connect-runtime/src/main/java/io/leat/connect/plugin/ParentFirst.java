package io.leat.connect.plugin;

import java.util.List;
import java.util.Set;

/**
 * Which classes a plugin shares with the worker. Everything the plugin's code and the worker's code both name must be
 * one class: the JDK, the logging facade and Kafka's APIs. All else is the plugin's own.
 *
 * <p>Inside {@code org.apache.kafka} the implementations that Kafka ships as plugins (transforms, converters, the file
 * connectors, MirrorMaker) are taken from the plugin if it brings them, as Kafka Connect 4.3.1 does; their interfaces
 * never are.
 */
final class ParentFirst {
    private static final List<String> SHARED = List.of(
            "java.",
            "javax.",
            "jdk.",
            "sun.",
            "com.sun.",
            "org.ietf.jgss.",
            "org.omg.",
            "org.w3c.dom.",
            "org.xml.sax.",
            "org.slf4j.",
            "org.apache.kafka.");

    /** {@code javax} packages that are no part of a JDK or of Java EE: libraries chose the prefix (JSR-305, JCache). */
    private static final List<String> LIBRARIES_IN_JAVAX =
            List.of("javax.cache.", "javax.measure.", "javax.money.", "javax.annotation.concurrent.");

    /** Kafka's own plugins: packages, with the dot. */
    private static final List<String> KAFKA_PLUGINS = List.of(
            "org.apache.kafka.connect.transforms.",
            "org.apache.kafka.connect.json.",
            "org.apache.kafka.connect.file.",
            "org.apache.kafka.connect.mirror.",
            "org.apache.kafka.connect.mirror-client.",
            "org.apache.kafka.connect.converters.",
            "org.apache.kafka.connect.connector.policy.",
            "org.apache.kafka.common.config.provider.");

    private static final Set<String> KAFKA_PLUGIN_CLASSES = Set.of(
            "org.apache.kafka.connect.storage.StringConverter",
            "org.apache.kafka.connect.storage.SimpleHeaderConverter",
            "org.apache.kafka.connect.rest.basic.auth.extension.BasicAuthSecurityRestExtension");

    /** The interfaces that stand among those plugins. */
    private static final Set<String> KAFKA_INTERFACES = Set.of(
            "org.apache.kafka.connect.transforms.Transformation",
            "org.apache.kafka.connect.transforms.predicates.Predicate",
            "org.apache.kafka.connect.connector.policy.ConnectorClientConfigOverridePolicy",
            "org.apache.kafka.connect.connector.policy.ConnectorClientConfigRequest",
            "org.apache.kafka.connect.connector.policy.ConnectorClientConfigRequest$ClientType",
            "org.apache.kafka.common.config.provider.ConfigProvider");

    private ParentFirst() {}

    /** Whether the class of this binary name comes from the worker even if the plugin brings one. */
    static boolean test(String className) {
        if (!startsWithAny(className, SHARED) || startsWithAny(className, LIBRARIES_IN_JAVAX)) {
            return false;
        }
        boolean kafkaPlugin = KAFKA_PLUGIN_CLASSES.contains(className) || startsWithAny(className, KAFKA_PLUGINS);
        return !kafkaPlugin || KAFKA_INTERFACES.contains(className);
    }

    private static boolean startsWithAny(String name, List<String> prefixes) {
        for (String prefix : prefixes) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
