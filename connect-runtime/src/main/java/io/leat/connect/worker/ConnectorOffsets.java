package io.leat.connect.worker;

import io.leat.connect.lifecycle.TargetState;
import io.leat.connect.plugin.LoaderSwap;
import io.leat.connect.plugin.PluginKind;
import io.leat.connect.plugin.Plugins;
import io.leat.connect.port.LogPort;
import io.leat.connect.store.OffsetStore;
import io.leat.connect.store.StoredConnector;
import io.leat.connect.worker.ConflictException.Reason;
import io.leat.connect.worker.ConnectorOperations.ConnectorOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.connect.connector.Connector;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.source.SourceConnector;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the offsets of connectors, and changes those of stopped ones (KIP-875): of a source in the offset topic, of a sink
 * what its consumer group has committed.
 *
 * <p>The connector is asked first, on the caller's thread, for it may keep offsets elsewhere or know these to be wrong; that
 * may take for ever. Only then, and only if the connector is still stopped, is anything written.
 */
final class ConnectorOffsets {
    private static final String ALTERED = "altered";
    private static final String RESET = "reset";

    /** Waiting for tasks longer than they may take to stop. */
    private static final long MARGIN_MS = 5_000;

    private final OffsetStore offsets;
    private final LogPort log;
    private final Plugins plugins;
    private final UnaryOperator<Map<String, String>> resolve;
    private final Function<String, CompletableFuture<Void>> tasksGone;
    private final long patienceMs;

    /**
     * @param resolve a configuration as plugins get it, with what config providers give for its references
     * @param tasksGone when no task of a connector runs any more
     * @param gracefulMs how long tasks may take to stop
     */
    ConnectorOffsets(
            OffsetStore offsets,
            LogPort log,
            Plugins plugins,
            UnaryOperator<Map<String, String>> resolve,
            Function<String, CompletableFuture<Void>> tasksGone,
            long gracefulMs) {
        this.offsets = offsets;
        this.log = log;
        this.plugins = plugins;
        this.resolve = resolve;
        this.tasksGone = tasksGone;
        this.patienceMs = gracefulMs + MARGIN_MS;
    }

    /** The consumer group of a sink. */
    static String group(String connector, Map<String, String> config) {
        return config.getOrDefault("consumer.override.group.id", "connect-" + connector);
    }

    List<ConnectorOffset> of(String name, StoredConnector stored) {
        if (plugins.connectorKind(className(stored)) == PluginKind.SINK) {
            return SinkPositions.shown(log.committed(group(name, resolve.apply(stored.config()))));
        }
        offsets.sync();
        List<ConnectorOffset> all = new ArrayList<>();
        offsets.offsets(name).forEach((partition, offset) -> all.add(new ConnectorOffset(partition, offset)));
        return all;
    }

    private static String className(StoredConnector stored) {
        return stored.config().getOrDefault(ConnectorSettings.CLASS, "");
    }

    /** A change that the connector agrees to: {@link #write} is to be called while nobody else changes the connector. */
    interface Change {
        void write();

        /** What is to be told, once it is written. */
        String message();
    }

    /** Asks the connector of what it would mean to have these offsets. */
    Change alter(String name, StoredConnector stored, List<ConnectorOffset> wanted) {
        refuseUnlessStopped(name, stored);
        awaitTasks(name);
        Map<String, String> config = resolve.apply(stored.config());
        Connector connector = plugins.newConnector(ConnectorSettings.connector(config));
        if (connector instanceof SinkConnector sink) {
            Map<TopicPartition, @Nullable Long> parsed = SinkPositions.parse(wanted);
            boolean agreed = ask(sink, name, () -> sink.alterOffsets(config, parsed));
            return change(name, ALTERED, agreed, () -> {
                String group = group(name, config);
                onGroup(group, () -> log.alterCommitted(group, parsed));
            });
        }
        SourceConnector source = (SourceConnector) connector;
        Map<Map<String, ?>, @Nullable Map<String, ?>> typed = new HashMap<>();
        for (ConnectorOffset one : wanted) {
            Map<String, ?> offset = one.offset();
            typed.put(OffsetStore.asStored(one.partition()), offset == null ? null : OffsetStore.asStored(offset));
        }
        boolean agreed = ask(source, name, () -> source.alterOffsets(config, typed));
        return change(name, ALTERED, agreed, () -> offsets.alter(name, typed));
    }

    /** As {@link #alter}, to forget all that there is. */
    Change reset(String name, StoredConnector stored) {
        refuseUnlessStopped(name, stored);
        awaitTasks(name);
        Map<String, String> config = resolve.apply(stored.config());
        Connector connector = plugins.newConnector(ConnectorSettings.connector(config));
        if (connector instanceof SinkConnector sink) {
            String group = group(name, config);
            Map<TopicPartition, @Nullable Long> all = new HashMap<>();
            log.committed(group).keySet().forEach(partition -> all.put(partition, null));
            boolean agreed = ask(sink, name, () -> sink.alterOffsets(config, all));
            return change(name, RESET, agreed, () -> onGroup(group, () -> log.deleteGroup(group)));
        }
        SourceConnector source = (SourceConnector) connector;
        offsets.sync();
        Map<Map<String, ?>, @Nullable Map<String, ?>> all = new HashMap<>();
        offsets.offsets(name).keySet().forEach(partition -> all.put(partition, null));
        boolean agreed = ask(source, name, () -> source.alterOffsets(config, all));
        return change(name, RESET, agreed, () -> offsets.alter(name, all));
    }

    /** Kafka Connect looks for leftover task configurations too, which a stop removes with the state. */
    static void refuseUnlessStopped(String name, StoredConnector stored) {
        if (stored.target() != TargetState.STOPPED || !stored.tasks().isEmpty()) {
            throw new InvalidOffsetsException(
                    "Connectors must be in the STOPPED state before their offsets can be modified: " + name + " is "
                            + stored.target() + ". Stop it with PUT /connectors/" + name + "/stop first.");
        }
    }

    private void awaitTasks(String name) {
        try {
            tasksGone.apply(name).get(patienceMs, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new ConflictException(
                    Reason.TASKS_RUNNING,
                    "The connector " + name + " is stopped and tasks of it still run after " + patienceMs
                            + " ms. Try again when GET /connectors/" + name + "/status shows none.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConnectException("Interrupted while waiting for the tasks of " + name + " to stop", e);
        } catch (ExecutionException e) {
            throw new ConnectException("Cannot tell whether tasks of " + name + " run: " + e.getCause(), e);
        }
    }

    private static boolean ask(Connector connector, String name, LoaderSwap.Call<Boolean, RuntimeException> question) {
        try {
            return LoaderSwap.call(connector.getClass().getClassLoader(), question);
        } catch (UnsupportedOperationException e) {
            throw new ConnectException(
                    "The connector " + name + " does not let its offsets be modified: " + e.getMessage(), e);
        }
    }

    private static Change change(String name, String what, boolean agreed, Runnable write) {
        return new Change() {
            @Override
            public void write() {
                write.run();
            }

            @Override
            public String message() {
                return agreed
                        ? "The offsets for this connector have been " + what + " successfully"
                        : "The offsets that the worker keeps for " + name + " have been " + what
                                + ". If this connector keeps offsets of its own elsewhere, change them there.";
            }
        };
    }

    private static void onGroup(String group, Runnable write) {
        try {
            write.run();
        } catch (GroupNotEmptyException | UnknownMemberIdException | CommitFailedException e) {
            throw new ConflictException(
                    Reason.GROUP_NOT_EMPTY,
                    "The consumer group " + group + " has members, so that its offsets cannot be modified: "
                            + e.getMessage()
                            + " Stop whoever reads with this group, or wait until its session times out.");
        } catch (UnknownTopicOrPartitionException e) {
            throw new InvalidOffsetsException(
                    "The offsets name a partition that is not there; nothing was changed. " + e.getMessage());
        }
    }
}
