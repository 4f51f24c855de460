package io.leat.connect.worker;

import io.leat.connect.lifecycle.Actual;
import io.leat.connect.lifecycle.RunState.Event;
import io.leat.connect.lifecycle.TargetState;
import io.leat.connect.lifecycle.TaskId;
import io.leat.connect.lifecycle.Wanted;
import io.leat.connect.task.Loop;
import io.leat.connect.task.LoopControl;
import io.leat.connect.task.TaskCounters;
import io.leat.connect.worker.ConfigProviders.Resolved;
import java.util.List;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.SourceTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One task and its thread {@code task-<connector>-<n>}, on which all of its plugin code runs.
 *
 * <p>The methods belong to the worker's thread, and none of them waits for plugin code.
 */
final class TaskInstance implements Loop.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(TaskInstance.class);

    private final TaskId id;
    private final Wanted.Task config;
    private final TaskBuilder builder;
    private final InstanceListener listener;
    private final LoopControl control;
    private final TaskCounters counters = new TaskCounters();
    private final Thread thread;

    private TargetState target;
    private Actual.Phase phase = Actual.Phase.LIVE;
    private long stopDeadline;
    private volatile boolean ended;
    private volatile @Nullable Loop loop;

    /** The last sign of life that the worker saw, and when. */
    private long pulse;

    private long pulseMs;
    private volatile @Nullable String version;
    private volatile boolean source;
    private volatile List<Resolved> resolved = List.of();

    TaskInstance(TaskId id, Wanted.Task config, TargetState target, TaskBuilder builder, InstanceListener listener) {
        this.id = id;
        this.config = config;
        this.target = target;
        this.builder = builder;
        this.listener = listener;
        this.control = new LoopControl(target == TargetState.PAUSED);
        this.thread = new Thread(this::live, "task-" + id);
        thread.setDaemon(true);
        thread.start();
    }

    private void live() {
        MDC.put(LogContext.KEY, LogContext.of(id));
        try (Resources resources = new Resources()) {
            if (waitedOutPause()) {
                Resolved connector = builder.resolve(config.connector());
                Resolved own = builder.resolve(config.task());
                resolved = List.of(connector, own);
                listener.expires(id.connector(), Math.min(connector.ttlMs(), own.ttlMs()));
                Wanted.Task values = new Wanted.Task(connector.values(), own.values());
                Task task = builder.newTask(values);
                thread.setContextClassLoader(task.getClass().getClassLoader());
                version = task.version();
                source = task instanceof SourceTask;
                Loop built = builder.loop(id, values, task, control, counters, resources);
                loop = built;
                built.run(this);
            }
        } catch (InterruptedException e) {
            LOG.info("Task {} was interrupted", id);
        } catch (Throwable e) {
            // Whatever plugin code throws ends this task and nothing else, an OutOfMemoryError among it.
            Patience.untilThereIsMemory(() -> failed(e));
        } finally {
            ended = true;
            Patience.untilThereIsMemory(listener::ended);
        }
    }

    /** A task of a paused connector starts when it is resumed. False if it is stopped first. */
    private boolean waitedOutPause() throws InterruptedException {
        if (control.isPausing()) {
            paused();
            control.awaitResumeOrStop();
        }
        return !control.isStopping();
    }

    private void failed(Throwable error) {
        if (control.isStopping()) {
            LOG.warn("Task {} failed while it was stopping", id, error);
        } else {
            LOG.error("Task {} failed and stays so until it is restarted", id, error);
            listener.taskReports(this, Event.FAILED, error);
        }
    }

    @Override
    public void started() {
        listener.taskReports(this, Event.STARTED, null);
    }

    @Override
    public void paused() {
        listener.taskReports(this, Event.PAUSED, null);
    }

    @Override
    public void resumed() {
        listener.taskReports(this, Event.STARTED, null);
    }

    /**
     * Looks whether the task's code has not returned for {@code timeoutMs}: how it is stuck, null if it is not.
     *
     * @param now the time, in milliseconds since 1970
     */
    ConnectorOperations.@Nullable Stuck stuck(long timeoutMs, long now) {
        long seen = control.pulse();
        if (seen != pulse || seen < 0 || ended) {
            pulse = seen;
            pulseMs = now;
            return null;
        }
        if (timeoutMs == 0 || now - pulseMs < timeoutMs) {
            return null;
        }
        StringBuilder stack = new StringBuilder();
        for (StackTraceElement frame : thread.getStackTrace()) {
            stack.append("\tat ").append(frame).append('\n');
        }
        return new ConnectorOperations.Stuck(pulseMs, stack.toString());
    }

    TaskId id() {
        return id;
    }

    /** The stack trace of a failure, without the values that config providers gave. */
    @Nullable
    String trace(@Nullable Throwable error) {
        String trace = error == null ? null : Utils.stackTrace(error);
        for (Resolved config : resolved) {
            trace = trace == null ? null : config.concealed(trace);
        }
        return trace;
    }

    @Nullable
    String version() {
        return version;
    }

    /** False also before its class is loaded. */
    boolean isSource() {
        return source;
    }

    TaskCounters counters() {
        return counters;
    }

    Actual.Instance<Wanted.Task> actual() {
        return new Actual.Instance<>(config, target, phase);
    }

    void switchTo(TargetState wanted) {
        target = wanted;
        if (wanted == TargetState.PAUSED) {
            control.pause();
        } else {
            control.resume();
        }
    }

    void markStale() {
        phase = phase == Actual.Phase.LIVE ? Actual.Phase.STALE : phase;
    }

    /** Asks it to stop by {@code deadline}, in milliseconds of the worker's clock. */
    void stop(long deadline) {
        phase = Actual.Phase.STOPPING;
        stopDeadline = deadline;
        control.stop();
    }

    /** Whether it was asked to stop and is gone, by itself or because its time is up and it was left behind. */
    boolean isGone(long now) {
        if (phase != Actual.Phase.STOPPING || ended) {
            return phase == Actual.Phase.STOPPING;
        }
        if (now < stopDeadline || !control.abandon()) {
            return false;
        }
        LOG.warn("Task {} does not stop; it is interrupted and left behind. It writes nothing any more.", id);
        thread.interrupt();
        Loop left = loop;
        if (left != null) {
            Thread leaving = new Thread(left::leave, "leave-" + id);
            leaving.setDaemon(true);
            leaving.start();
        }
        return true;
    }
}
