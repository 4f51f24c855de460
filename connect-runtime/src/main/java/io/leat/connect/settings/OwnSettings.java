package io.leat.connect.settings;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;

/**
 * Settings of connectors that Kafka Connect has not. In a worker's settings they are the defaults for all its connectors.
 */
public final class OwnSettings {
    public static final String RESTART_POLICY = "restart.policy";
    public static final String RESTART_MAX_ATTEMPTS = "restart.max.attempts";
    public static final String RESTART_BACKOFF = "restart.backoff.ms";
    public static final String RESTART_BACKOFF_MAX = "restart.backoff.max.ms";
    public static final String RESTART_RESET = "restart.reset.ms";
    public static final String STUCK_TIMEOUT = "task.stuck.timeout.ms";

    /** The value of {@link #RESTART_POLICY} under which what fails stays so. */
    public static final String NEVER = "never";

    private static final String GROUP = "Error Handling";

    private OwnSettings() {}

    /** Adds them to a definition. */
    public static ConfigDef addTo(ConfigDef settings) {
        settings.define(
                RESTART_POLICY,
                ConfigDef.Type.STRING,
                NEVER,
                ValidString.in(NEVER, "on-failure"),
                Importance.MEDIUM,
                "on-failure restarts a connector or task that failed by itself; never leaves that to an administrator.",
                GROUP,
                9,
                Width.SHORT,
                "Restart Policy");
        number(
                settings,
                10,
                RESTART_MAX_ATTEMPTS,
                10L,
                -1,
                "Restart Attempts",
                "How often it is restarted by itself before it stays failed; -1 is without end.");
        number(
                settings,
                11,
                RESTART_BACKOFF,
                1_000L,
                0,
                "Restart Backoff",
                "Milliseconds between the first failure and its restart; each later one waits twice as long.");
        number(settings, 12, RESTART_BACKOFF_MAX, 300_000L, 0, "Maximum Restart Backoff", "The longest such wait.");
        number(
                settings,
                13,
                RESTART_RESET,
                600_000L,
                1,
                "Restart Reset",
                "After how many milliseconds without a failure the attempts count from zero again.");
        number(
                settings,
                14,
                STUCK_TIMEOUT,
                300_000L,
                0,
                "Stuck Timeout",
                "After how many milliseconds a task whose code does not return is shown as stuck, with its stack; 0 never.");
        return settings;
    }

    private static void number(
            ConfigDef settings, int order, String name, long byDefault, long least, String display, String doc) {
        settings.define(
                name,
                ConfigDef.Type.LONG,
                byDefault,
                Range.atLeast(least),
                Importance.LOW,
                doc,
                GROUP,
                order,
                Width.MEDIUM,
                display);
    }

    /**
     * Those of a connector, with what {@code worker} has for those that it leaves out. A connector that has a wrong value, or
     * a reference that only config providers understand, has the worker's: it was not validated here.
     */
    public static AbstractConfig of(Map<String, String> worker, Map<String, String> connector) {
        ConfigDef own = addTo(new ConfigDef());
        Map<String, String> all = new HashMap<>(worker);
        all.putAll(connector);
        try {
            return new AbstractConfig(own, all, false);
        } catch (ConfigException e) {
            return new AbstractConfig(own, worker, false);
        }
    }
}
