package io.leat.connect.settings;

import io.leat.connect.plugin.LoaderSwap;
import io.leat.connect.plugin.PluginException;
import io.leat.connect.plugin.PluginKind;
import io.leat.connect.plugin.Plugins;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.connector.Connector;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Judges connector configurations: by the worker's own definitions, by those of the converters, transforms and
 * predicates they name, and by the connector. Runs code of plugins on the caller's thread.
 */
public final class ConnectorJudge {

    /** The full name of the connector's class, its kind, and every setting; the framework's first, each once. */
    public record Verdict(Connector connector, PluginKind kind, List<Judged> settings) {}

    private final Plugins plugins;

    public ConnectorJudge(Plugins plugins) {
        this.plugins = plugins;
    }

    /**
     * Judges {@code config}, whose {@code connector.class} must be set.
     *
     * @throws PluginException if {@code connector.class} names no connector, or one that cannot be instantiated
     * @throws ConnectException if the connector breaks the contract: no {@code config()}, no verdict
     */
    public Verdict judge(Map<String, String> config, Map<String, String> notImplemented) {
        String name = config.getOrDefault(FrameworkSettings.CONNECTOR_CLASS, "");
        PluginKind kind = plugins.connectorKind(name);
        Connector connector = plugins.newConnector(name);
        boolean sink = kind == PluginKind.SINK;
        Findings findings = new Findings();
        findings.judge(sink ? FrameworkSettings.sink() : FrameworkSettings.source(), config);
        findings.judge(PluginSettings.ofChain(config), config);
        if (sink) {
            judgeTopics(config, findings);
        }
        PluginSettings.in(config).forEach(named -> judgePlugin(named, config, findings));
        LoaderSwap.run(connector, () -> findings.merge(connector.config(), connector.validate(config)));
        notImplemented.forEach(findings::error);
        return new Verdict(connector, kind, findings.settings());
    }

    /** Kafka Connect's rule: exactly one of the two. */
    private static void judgeTopics(Map<String, String> config, Findings findings) {
        boolean named = !config.getOrDefault(FrameworkSettings.TOPICS, "").isBlank();
        boolean matched =
                !config.getOrDefault(FrameworkSettings.TOPICS_REGEX, "").isBlank();
        if (named && matched) {
            String error = "topics and topics.regex are mutually exclusive options, but both are set: leave one out.";
            findings.error(FrameworkSettings.TOPICS, error);
            findings.error(FrameworkSettings.TOPICS_REGEX, error);
        } else if (!named && !matched) {
            String error = "Must configure one of topics or topics.regex: write the names of the topics to read, or an"
                    + " expression for them.";
            findings.error(FrameworkSettings.TOPICS, error);
            findings.error(FrameworkSettings.TOPICS_REGEX, error);
        }
    }

    private void judgePlugin(PluginSettings.Named named, Map<String, String> config, Findings findings) {
        String className = config.get(named.setting());
        if (className == null) {
            return; // a required setting: the definition has found that already
        }
        try {
            findings.resolved(named.setting(), plugins.className(named.kind(), className));
            findings.judge(PluginSettings.own(plugins, named, className), without(named.prefix(), config), named);
        } catch (RuntimeException | LinkageError e) {
            findings.error(
                    named.setting(),
                    "Invalid value " + className + " for configuration " + named.setting() + ": " + e.getMessage());
        }
    }

    private static Map<String, String> without(String prefix, Map<String, String> config) {
        Map<String, String> own = new HashMap<>();
        config.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                own.put(name.substring(prefix.length()), value);
            }
        });
        return own;
    }
}
