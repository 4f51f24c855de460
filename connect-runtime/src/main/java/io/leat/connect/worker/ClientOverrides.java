package io.leat.connect.worker;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.config.ConfigException;

/**
 * What a connector may set on its own client with {@code producer.override.} and {@code consumer.override.} (KIP-458).
 * Kafka Connect allows everything; here only what tunes the client, since the rest decides who it is, what it may load
 * and whether delivery is exactly once.
 */
final class ClientOverrides {
    private static final Map<String, Set<String>> ALLOWED = Map.of(
            "producer", Set.of("batch.size", "compression.type", "linger.ms", "max.request.size", "partitioner.class"),
            "consumer",
                    Set.of(
                            "auto.offset.reset",
                            "fetch.max.bytes",
                            "fetch.max.wait.ms",
                            "fetch.min.bytes",
                            "isolation.level",
                            "max.partition.fetch.bytes",
                            "max.poll.interval.ms",
                            "max.poll.records"));

    private ClientOverrides() {}

    /**
     * The overrides of one client, {@code client} being producer or consumer.
     *
     * @throws ConfigException if a connector may not set one of them
     */
    static Map<String, String> of(Map<String, String> config, String client) {
        String prefix = client + ".override.";
        Map<String, String> overrides = new HashMap<>(Prefixes.strip(config, prefix));
        Set<String> allowed = ALLOWED.getOrDefault(client, Set.of());
        for (String name : new TreeSet<>(overrides.keySet())) {
            if (!allowed.contains(name)) {
                throw new ConfigException(
                        prefix + name,
                        overrides.get(name),
                        "A connector may set only " + new TreeSet<>(allowed) + " on its " + client + "; remove it.");
            }
        }
        return overrides;
    }
}
