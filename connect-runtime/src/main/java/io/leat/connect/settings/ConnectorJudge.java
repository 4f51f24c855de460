package io.leat.connect.settings;

import io.leat.connect.plugin.LoaderSwap;
import io.leat.connect.plugin.PluginException;
import io.leat.connect.plugin.PluginKind;
import io.leat.connect.plugin.PluginRequest;
import io.leat.connect.plugin.Plugins;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.connector.Connector;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Judges connector configurations: by the worker's own definitions, by those of the converters, transforms and
 * predicates they name, and by the connector. Runs code of plugins on the caller's thread.
 */
public final class ConnectorJudge {

    /** What was found; who judges further adds to it. */
    public static final class Verdict {
        private final Connector connector;
        private final PluginKind kind;
        private final Findings findings;

        private Verdict(Connector connector, PluginKind kind, Findings findings) {
            this.connector = connector;
            this.kind = kind;
            this.findings = findings;
        }

        /** The instance that was asked; it was never started. */
        public Connector connector() {
            return connector;
        }

        /** {@code source} or {@code sink}. */
        public PluginKind kind() {
            return kind;
        }

        /** Adds an error of the setting {@code name}. */
        public void error(String name, String message) {
            findings.error(name, message);
        }

        /** The names of the settings that the worker, the connector or another plugin declares. */
        public Set<String> declared() {
            return findings.declared();
        }

        public boolean isClean() {
            return findings.isClean();
        }

        /** Every setting once, the worker's first, then those of converters, transforms, predicates, the connector. */
        public List<Judged> settings() {
            return findings.settings();
        }
    }

    private final Plugins plugins;
    private final Map<String, String> workers;

    /** @param workers the worker's converters, by the names of their settings */
    public ConnectorJudge(Plugins plugins, Map<String, String> workers) {
        this.plugins = plugins;
        this.workers = Map.copyOf(workers);
    }

    /**
     * Judges {@code config}, whose {@code connector.class} must be set.
     *
     * @throws PluginException if {@code connector.class} names no connector, or one that cannot be instantiated
     * @throws ConnectException if the connector breaks the contract: no {@code config()}, no verdict
     */
    public Verdict judge(Map<String, String> config) {
        String name = config.getOrDefault(FrameworkSettings.CONNECTOR_CLASS, "");
        PluginKind kind = plugins.connectorKind(name);
        boolean sink = kind == PluginKind.SINK;
        Findings findings = new Findings(workersConverters());
        PluginRequest request = PluginRequest.of(name, config.get(FrameworkSettings.CONNECTOR_VERSION));
        findings.judge(sink ? FrameworkSettings.sink() : FrameworkSettings.source(), config);
        findings.judge(PluginSettings.ofChain(plugins, config), config);
        if (sink) {
            judgeTopics(config, findings);
        }
        Connector connector = connector(request, findings);
        ClassLoader home = connector.getClass().getClassLoader();
        PluginSettings.in(config).forEach(named -> judgePlugin(named, config, home, findings));
        workersVersions(config, findings);
        LoaderSwap.run(connector, () -> findings.merge(connector.config(), connector.validate(config)));
        return new Verdict(connector, kind, findings);
    }

    /** In the version asked for; if that is not to be had, in the highest, to judge all the rest. */
    private Connector connector(PluginRequest request, Findings findings) {
        List<String> installed = plugins.connectorVersions(request.name());
        try {
            Connector connector = plugins.newConnector(request);
            findings.version(FrameworkSettings.CONNECTOR_VERSION, plugins.connectorVersion(request), installed);
            return connector;
        } catch (PluginException e) {
            if (!e.reason().isVersion()) {
                throw e;
            }
            findings.error(FrameworkSettings.CONNECTOR_VERSION, String.valueOf(e.getMessage()));
            return plugins.newConnector(request.inAnyVersion());
        }
    }

    /** Shows the versions of the converters that the configuration leaves to the worker. */
    private void workersVersions(Map<String, String> config, Findings findings) {
        workers.forEach((setting, name) -> {
            if (!config.containsKey(setting)) {
                PluginKind kind = kindOf(setting);
                findings.version(
                        setting + "." + FrameworkSettings.PLUGIN_VERSION,
                        plugins.version(kind, PluginRequest.of(name)),
                        plugins.versions(kind, name));
            }
        });
    }

    private static PluginKind kindOf(String converterSetting) {
        return converterSetting.equals(FrameworkSettings.HEADER_CONVERTER)
                ? PluginKind.HEADER_CONVERTER
                : PluginKind.CONVERTER;
    }

    private Map<String, Class<?>> workersConverters() {
        Map<String, Class<?>> converters = new HashMap<>();
        workers.forEach(
                (setting, name) -> converters.put(setting, plugins.classOf(kindOf(setting), PluginRequest.of(name))));
        return converters;
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

    private void judgePlugin(
            PluginSettings.Named named, Map<String, String> config, ClassLoader home, Findings findings) {
        String className = config.get(named.setting());
        if (className == null) {
            return; // a required setting: the definition has found that already
        }
        PluginRequest request = named.request(config, home);
        try {
            findings.resolved(named.setting(), plugins.className(named.kind(), request));
            findings.version(
                    named.versionSetting(),
                    plugins.version(named.kind(), request),
                    plugins.versions(named.kind(), className));
            findings.judge(PluginSettings.own(plugins, named, request), PluginSettings.given(named, config), named);
        } catch (RuntimeException | LinkageError e) {
            boolean version =
                    e instanceof PluginException plugin && plugin.reason().isVersion();
            String setting = version ? named.versionSetting() : named.setting();
            findings.error(
                    setting,
                    "Invalid value " + config.get(setting) + " for configuration " + setting + ": " + e.getMessage());
        }
    }
}
