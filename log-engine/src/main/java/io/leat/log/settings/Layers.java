package io.leat.log.settings;

import java.util.HashMap;
import java.util.Map;

/**
 * Where broker settings come from; a later one wins.
 *
 * @param given at the start
 * @param cluster altered for all brokers while they ran
 * @param node altered for this one
 */
record Layers(Map<String, ?> given, Map<String, String> cluster, Map<String, String> node) {
    Layers {
        given = Map.copyOf(given);
        cluster = Map.copyOf(cluster);
        node = Map.copyOf(node);
    }

    /** What holds, by name. */
    Map<String, Object> all() {
        Map<String, Object> all = new HashMap<>(given);
        all.putAll(cluster);
        all.putAll(node);
        return all;
    }
}
