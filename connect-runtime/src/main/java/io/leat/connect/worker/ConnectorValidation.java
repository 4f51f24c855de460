package io.leat.connect.worker;

import io.leat.connect.plugin.LoaderSwap;
import io.leat.connect.plugin.PluginException;
import io.leat.connect.plugin.PluginKind;
import io.leat.connect.plugin.Plugins;
import io.leat.connect.settings.ConnectorJudge;
import io.leat.connect.settings.ConnectorJudge.Verdict;
import io.leat.connect.settings.FrameworkSettings;
import io.leat.connect.settings.UndeclaredSettings;
import io.leat.connect.worker.ConfigProviders.Resolved;
import io.leat.connect.worker.ConnectorOperations.Setting;
import io.leat.connect.worker.ConnectorOperations.Validation;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.connector.policy.ConnectorClientConfigRequest.ClientType;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.source.ConnectorTransactionBoundaries;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Judges connector configurations: the worker's settings, the plugins they name, and the connector's own opinion.
 *
 * <p>It runs plugin code, so each judgement has a thread of its own and a time limit, and there are no more of them than
 * {@link #THREADS}: connectors that hang in their validation cost no more than that.
 */
final class ConnectorValidation {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectorValidation.class);
    private static final int THREADS = 16;
    private static final long TIMEOUT_SECONDS = 60;

    private final ConnectorJudge judge;
    private final PipelineBuilder pipelines;
    private final ConfigProviders providers;
    private final ClientOverrides overrides;
    private final WorkerSettings worker;
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(0, THREADS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                Thread thread = new Thread(work, "connect-validation");
                thread.setDaemon(true);
                return thread;
            });

    /** With the providers and the policy that the worker's settings name, made when they are needed. */
    ConnectorValidation(Plugins plugins, WorkerSettings worker) {
        this(
                plugins,
                worker,
                new ConfigProviders(worker.configProviders(), plugins::newConfigProvider),
                new ClientOverrides(plugins, worker));
    }

    ConnectorValidation(Plugins plugins, WorkerSettings worker, ConfigProviders providers, ClientOverrides overrides) {
        this.judge = new ConnectorJudge(
                plugins,
                Map.of(
                        FrameworkSettings.KEY_CONVERTER,
                        worker.converter(FrameworkSettings.KEY_CONVERTER),
                        FrameworkSettings.VALUE_CONVERTER,
                        worker.converter(FrameworkSettings.VALUE_CONVERTER),
                        FrameworkSettings.HEADER_CONVERTER,
                        worker.converter(FrameworkSettings.HEADER_CONVERTER)));
        this.pipelines = new PipelineBuilder(plugins, worker);
        this.worker = worker;
        this.providers = providers;
        this.overrides = overrides;
    }

    Validation validate(Map<String, String> config) {
        String name = config.get(ConnectorSettings.CLASS);
        if (name == null || name.isBlank()) {
            throw new InvalidConnectorException("Connector config contains no connector type: set "
                    + ConnectorSettings.CLASS + " to the class of an installed connector.");
        }
        return inTime(name, () -> judge(config));
    }

    private Validation inTime(String name, Callable<Validation> judgement) {
        try {
            Future<Validation> running = threads.submit(judgement);
            return running.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (RejectedExecutionException e) {
            throw new InvalidConnectorException(
                    "The configuration cannot be validated now: " + THREADS
                            + " validations are running. If it stays so, a connector hangs in its validation: take a thread dump.");
        } catch (TimeoutException e) {
            throw new InvalidConnectorException("The connector " + name + " did not answer in " + TIMEOUT_SECONDS
                    + " s whether its configuration is valid; see that what it connects to is reachable.");
        } catch (ExecutionException e) {
            throw translated(name, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConnectException("Interrupted while validating a configuration of " + name, e);
        }
    }

    private static RuntimeException translated(String name, @org.jspecify.annotations.Nullable Throwable error) {
        if (error instanceof PluginException plugin) {
            return new InvalidConnectorException(String.valueOf(plugin.getMessage()));
        }
        return new InvalidConnectorException(
                "The connector " + name + " failed to validate its configuration: " + error);
    }

    private Validation judge(Map<String, String> given) {
        MDC.put(LogContext.KEY, LogContext.ofValidation(given.getOrDefault(ConnectorSettings.NAME, "")));
        try {
            Resolved resolved = providers.resolve(given);
            Map<String, String> config = resolved.values();
            Verdict verdict = judge.judge(config);
            LoaderSwap.run(verdict.connector(), () -> judgeAsWorker(verdict, config));
            UndeclaredSettings.warnings(config, verdict.declared()).forEach(LOG::warn);
            return new Validation(
                    config.getOrDefault(FrameworkSettings.CONNECTOR_CLASS, ""),
                    verdict.settings().stream()
                            .map(judged -> new Setting(judged.definition(), shown(judged.value(), resolved)))
                            .toList());
        } finally {
            MDC.remove(LogContext.KEY);
        }
    }

    /** A value that a config provider gave is not shown: its reference is. */
    private static ConfigValue shown(ConfigValue value, Resolved resolved) {
        String given = resolved.given().get(value.name());
        boolean hidden = given != null && !given.equals(resolved.values().get(value.name()));
        return new ConfigValue(
                value.name(),
                hidden ? given : value.value(),
                value.recommendedValues(),
                resolved.concealed(value.errorMessages()));
    }

    /** What the definitions do not say: what this version refuses, and whether the plugins take their settings. */
    private void judgeAsWorker(Verdict verdict, Map<String, String> config) {
        Refused.in(config).forEach(verdict::error);
        judgeOverrides(verdict, config);
        check(verdict, FrameworkSettings.DEAD_LETTER_TOPIC, () -> DeadLetterQueues.judge(config, worker.onCluster()));
        if (verdict.kind() == PluginKind.SOURCE) {
            check(
                    verdict,
                    FrameworkSettings.TOPIC_CREATION_GROUPS,
                    () -> TopicCreation.requireOneCopy(TopicCreation.rules(config), worker.onCluster()));
            judgeTransactions((SourceConnector) verdict.connector(), config, verdict);
        }
        if (verdict.isClean()) {
            judgePipeline(verdict, config);
        }
    }

    /** The clients of a sink are its consumer and, for dead letters, a producer; that of a source is its producer. */
    private void judgeOverrides(Verdict verdict, Map<String, String> config) {
        String name = config.getOrDefault(ConnectorSettings.NAME, "");
        for (ClientType client : ClientType.values()) {
            if (client == ClientType.CONSUMER && verdict.kind() == PluginKind.SOURCE) {
                continue;
            }
            check(verdict, client.name().toLowerCase(Locale.ROOT) + ".override", () -> {
                for (ConfigValue value : overrides.judge(name, config, client)) {
                    value.errorMessages().forEach(error -> verdict.error(value.name(), error));
                }
            });
        }
    }

    private void judgePipeline(Verdict verdict, Map<String, String> config) {
        ClassLoader home = verdict.connector().getClass().getClassLoader();
        check(
                verdict,
                FrameworkSettings.VALUE_CONVERTER,
                () -> pipelines.converters(config, home).close());
        if (verdict.kind() == PluginKind.SINK) {
            AbstractConfig parsed = ConnectorSettings.parse(FrameworkSettings.sink(), config);
            check(
                    verdict,
                    FrameworkSettings.TRANSFORMS,
                    () -> pipelines.<SinkRecord>transforms(parsed, config, home).close());
        } else {
            AbstractConfig parsed = ConnectorSettings.parse(FrameworkSettings.source(), config);
            check(
                    verdict,
                    FrameworkSettings.TRANSFORMS,
                    () -> pipelines
                            .<SourceRecord>transforms(parsed, config, home)
                            .close());
        }
    }

    /** Runs a check whose exception is an error of the setting {@code name}. */
    private static void check(Verdict verdict, String name, Runnable check) {
        try {
            check.run();
        } catch (RuntimeException | LinkageError e) {
            verdict.error(name, e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    private void judgeTransactions(SourceConnector connector, Map<String, String> config, Verdict verdict) {
        if (is(config, ConnectorSettings.EXACTLY_ONCE, "required")) {
            if (worker.onCluster() && !worker.exactlyOnceSources()) {
                verdict.error(
                        ConnectorSettings.EXACTLY_ONCE,
                        "This worker does not have exactly-once source support enabled."
                                + " Set exactly.once.source.support=enabled on the worker, or write requested.");
            } else if (connector.exactlyOnceSupport(config) != ExactlyOnceSupport.SUPPORTED) {
                verdict.error(
                        ConnectorSettings.EXACTLY_ONCE,
                        "The connector does not say that it supports exactly-once delivery with this configuration."
                                + " The worker appends records and offsets together all the same; write requested.");
            }
        }
        boolean transactional = !worker.onCluster() || worker.exactlyOnceSources();
        if (transactional
                && is(config, ConnectorSettings.TRANSACTION_BOUNDARY, "connector")
                && connector.canDefineTransactionBoundaries(config) != ConnectorTransactionBoundaries.SUPPORTED) {
            verdict.error(
                    ConnectorSettings.TRANSACTION_BOUNDARY,
                    "The connector does not define transaction boundaries with this configuration. Write poll or interval.");
        }
    }

    private static boolean is(Map<String, String> config, String setting, String value) {
        return config.getOrDefault(setting, "").equalsIgnoreCase(value);
    }

    /** All errors in one text, as Kafka Connect words it. */
    static String message(Validation verdict) {
        StringBuilder text = new StringBuilder("Connector configuration is invalid and contains the following ")
                .append(verdict.errorCount())
                .append(" error(s):");
        verdict.settings()
                .forEach(setting -> setting.value()
                        .errorMessages()
                        .forEach(error -> text.append('\n').append(error)));
        return text.append("\nYou can also find the above list of errors at the endpoint")
                .append(" `/connector-plugins/{connectorType}/config/validate`")
                .toString();
    }

    void close() {
        threads.shutdownNow();
    }
}
