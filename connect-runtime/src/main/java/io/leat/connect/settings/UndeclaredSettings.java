package io.leat.connect.settings;

import io.leat.connect.plugin.NearestNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Settings of a configuration that no plugin declares: slips of the hand, mostly. Pure. */
public final class UndeclaredSettings {
    /** Under these any name goes: settings of clients and of topics. */
    private static final List<String> ANY =
            List.of("producer.override.", "consumer.override.", "admin.override.", "topic.creation.");

    private UndeclaredSettings() {}

    /** A sentence for each setting that is not in {@code declared}, with the nearest names that are; no value is in it. */
    public static List<String> warnings(Map<String, String> config, Set<String> declared) {
        List<String> warnings = new ArrayList<>();
        for (String name : new TreeMap<>(config).keySet()) {
            if (!declared.contains(name) && ANY.stream().noneMatch(name::startsWith)) {
                warnings.add("The setting " + name + " is declared by no plugin of the connector and has probably no"
                        + " effect. Nearest: " + String.join(", ", NearestNames.of(name, declared)) + ".");
            }
        }
        return warnings;
    }
}
