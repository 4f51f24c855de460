package io.leat.connect.worker;

import io.leat.connect.pipeline.TransformChain;
import io.leat.connect.plugin.PluginException;
import io.leat.connect.plugin.PluginKind;
import io.leat.connect.plugin.Plugins;
import io.leat.connect.worker.ConnectorOperations.Validation;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Connector;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Judges connector configurations: the worker's settings, the plugins they name, and the connector's own opinion.
 *
 * <p>It runs plugin code, so each judgement has a thread of its own and a time limit, and there are no more of them than
 * {@link #THREADS}: connectors that hang in their validation cost no more than that.
 */
final class ConnectorValidation {
    private static final int THREADS = 16;
    private static final long TIMEOUT_SECONDS = 60;

    private final Plugins plugins;
    private final PipelineBuilder pipelines;
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(0, THREADS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                Thread thread = new Thread(work, "connect-validation");
                thread.setDaemon(true);
                return thread;
            });

    ConnectorValidation(Plugins plugins, WorkerSettings worker) {
        this.plugins = plugins;
        this.pipelines = new PipelineBuilder(plugins, worker);
    }

    Validation validate(Map<String, String> config) {
        String name = config.get(ConnectorSettings.CLASS);
        if (name == null || name.isBlank()) {
            throw new InvalidConnectorException("Connector config contains no connector type: set "
                    + ConnectorSettings.CLASS + " to the class of an installed connector.");
        }
        return inTime(name, () -> judge(name, config));
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

    private Validation judge(String name, Map<String, String> config) {
        PluginKind kind = plugins.connectorKind(name);
        Connector connector = plugins.newConnector(name);
        Thread.currentThread().setContextClassLoader(connector.getClass().getClassLoader());
        boolean sink = kind == PluginKind.SINK;
        ConfigDef framework = sink ? ConnectorSettings.sink() : ConnectorSettings.source();
        Findings findings = new Findings(framework, config);
        Refused.in(config).forEach(findings::error);
        if (findings.isClean()) {
            judgeFramework(framework, config, sink, findings);
        }
        Config own = connector.validate(config);
        findings.merge(connector.config(), own);
        if (!sink) {
            requireExactlyOnce((SourceConnector) connector, config, findings);
        }
        return new Validation(connector.getClass().getName(), findings.settings());
    }

    private void judgeFramework(ConfigDef framework, Map<String, String> config, boolean sink, Findings findings) {
        AbstractConfig parsed = ConnectorSettings.parse(framework, config);
        findings.check(
                WorkerSettings.KEY_CONVERTER, () -> pipelines.converters(config).close());
        if (sink) {
            judgeTopics(parsed, findings);
            findings.check("consumer.override", () -> ClientOverrides.of(config, "consumer"));
            findings.check(ConnectorSettings.TRANSFORMS, () -> {
                TransformChain<SinkRecord> chain = pipelines.transforms(parsed, config);
                chain.close();
            });
        } else {
            findings.check("producer.override", () -> ClientOverrides.of(config, "producer"));
            findings.check(ConnectorSettings.TOPIC_GROUPS, () -> TopicCreation.rules(config));
            findings.check(ConnectorSettings.TRANSFORMS, () -> {
                TransformChain<SourceRecord> chain = pipelines.transforms(parsed, config);
                chain.close();
            });
        }
    }

    private static void judgeTopics(AbstractConfig parsed, Findings findings) {
        boolean named = !parsed.getList(ConnectorSettings.TOPICS).isEmpty();
        String regex = parsed.getString(ConnectorSettings.TOPICS_REGEX);
        if (named == !regex.isBlank()) {
            findings.error(
                    ConnectorSettings.TOPICS,
                    "Must configure exactly one of " + ConnectorSettings.TOPICS + " and "
                            + ConnectorSettings.TOPICS_REGEX + ": write the names of the topics, or an expression.");
        }
        try {
            Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            findings.error(
                    ConnectorSettings.TOPICS_REGEX,
                    "Invalid value " + regex + " for configuration topics.regex: " + e.getDescription());
        }
    }

    private static void requireExactlyOnce(SourceConnector connector, Map<String, String> config, Findings findings) {
        if (config.getOrDefault(ConnectorSettings.EXACTLY_ONCE, "").equals("required")
                && connector.exactlyOnceSupport(config) != ExactlyOnceSupport.SUPPORTED) {
            findings.error(
                    ConnectorSettings.EXACTLY_ONCE,
                    "The connector does not say that it supports exactly-once delivery with this configuration."
                            + " The worker appends records and offsets together all the same; write requested.");
        }
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
