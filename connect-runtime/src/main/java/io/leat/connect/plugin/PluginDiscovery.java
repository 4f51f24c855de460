package io.leat.connect.plugin;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigException;

/** How plugins are found in {@code plugin.path} (KIP-898), by Kafka Connect's names. */
public enum PluginDiscovery {
    /** All class files are read; what plugins declare in {@code META-INF/services} is not looked at. */
    ONLY_SCAN(true, false),
    /** Both; plugins that are declared nowhere are warned about. */
    HYBRID_WARN(true, true),
    /** Both; a plugin that is declared nowhere keeps the worker from starting. */
    HYBRID_FAIL(true, true),
    /** Only what is declared is there. */
    SERVICE_LOAD(false, true);

    public static final String SETTING = "plugin.discovery";

    private final boolean scans;
    private final boolean reads;

    PluginDiscovery(boolean scans, boolean reads) {
        this.scans = scans;
        this.reads = reads;
    }

    /** Whether class files are read. */
    boolean scans() {
        return scans;
    }

    /** Whether {@code META-INF/services} counts. */
    boolean readsManifests() {
        return reads;
    }

    /**
     * The mode in a worker's settings.
     *
     * @throws ConfigException if there is no such mode
     */
    public static PluginDiscovery of(Map<String, String> worker) {
        String name = worker.getOrDefault(SETTING, HYBRID_WARN.name()).trim();
        return Arrays.stream(values())
                .filter(mode -> mode.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new ConfigException(SETTING, name, "Write one of " + names() + "."));
    }

    private static List<String> names() {
        return Arrays.stream(values())
                .map(mode -> mode.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toList());
    }
}
