package io.leat.connect.worker;

import io.leat.connect.lifecycle.Restarts;
import io.leat.connect.lifecycle.RunState.Event;
import io.leat.connect.lifecycle.TaskId;
import io.leat.connect.settings.OwnSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Restarts by themselves: of what failed, by {@code restart.*}, and of what has values that expired. Belongs to the worker's thread. */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final Map<String, String> defaults;
    private final Remarks remarks;
    private final Restarts<String> connectors = new Restarts<>();
    private final Restarts<TaskId> tasks = new Restarts<>();
    private final Map<String, Long> expiries = new HashMap<>();

    /** @param defaults the worker's settings, for what a connector leaves out */
    Recovery(Map<String, String> defaults, Remarks remarks) {
        this.defaults = defaults;
        this.remarks = remarks;
    }

    /** Something happened to a connector that runs with {@code config}. */
    void connector(String name, Map<String, String> config, Event event, long now) {
        if (event == Event.STARTED) {
            connectors.started(name, now);
        } else if (event == Event.FAILED) {
            remarks.restarts(
                    name, told("Connector " + name, connectors.failed(name, config, policy(config), now), now));
        }
    }

    /** Something happened to a task that runs with {@code config}, which is of the connector {@code connector}. */
    void task(TaskId id, Map<String, String> connector, Object config, Event event, long now) {
        if (event == Event.STARTED) {
            tasks.started(id, now);
        } else if (event == Event.FAILED) {
            remarks.restarts(id, told("Task " + id, tasks.failed(id, config, policy(connector), now), now));
        }
    }

    private static Restarts.@Nullable Standing told(String who, Restarts.@Nullable Standing standing, long now) {
        if (standing != null && standing.nextMs() != null) {
            LOG.info("{} is restarted in {} ms, attempt {}", who, standing.nextMs() - now, standing.attempts());
        } else if (standing != null) {
            LOG.error("{} failed after {} restarts and stays so until somebody restarts it", who, standing.attempts());
        }
        return standing;
    }

    private Restarts.Policy policy(Map<String, String> config) {
        AbstractConfig settings = OwnSettings.of(defaults, config);
        if (settings.getString(OwnSettings.RESTART_POLICY).equals(OwnSettings.NEVER)) {
            return Restarts.Policy.NEVER;
        }
        return new Restarts.Policy(
                settings.getLong(OwnSettings.RESTART_MAX_ATTEMPTS),
                settings.getLong(OwnSettings.RESTART_BACKOFF),
                settings.getLong(OwnSettings.RESTART_BACKOFF_MAX),
                settings.getLong(OwnSettings.RESTART_RESET));
    }

    /** What a config provider gave for the connector expires at {@code time}: it restarts with what is given then. */
    void expires(String connector, long time) {
        expiries.merge(connector, time, Math::min);
    }

    /** The connectors with values that have expired; asked for once. */
    List<String> takeExpired(long now) {
        List<String> expired = new ArrayList<>();
        expiries.forEach((name, time) -> {
            if (time <= now) {
                expired.add(name);
            }
        });
        expiries.keySet().removeAll(expired);
        return expired;
    }

    long nextDue() {
        long next = Math.min(connectors.nextDue(), tasks.nextDue());
        for (long expiry : expiries.values()) {
            next = Math.min(next, expiry);
        }
        return next;
    }

    List<String> connectorsDue(long now) {
        List<String> due = connectors.takeDue(now);
        due.forEach(name -> remarks.restarts(name, connectors.standing(name)));
        return due;
    }

    List<TaskId> tasksDue(long now) {
        List<TaskId> due = tasks.takeDue(now);
        due.forEach(id -> remarks.restarts(id, tasks.standing(id)));
        return due;
    }

    /** The instance is gone; with its connector, or to be replaced. */
    void gone(String connector, boolean isThere) {
        if (!isThere) {
            forget(connector);
        }
    }

    /** As for a connector. */
    void gone(TaskId task, boolean connectorIsThere) {
        if (!connectorIsThere) {
            forget(task);
        }
    }

    /** Somebody restarted it, or it is no more. */
    void forget(String connector) {
        expiries.remove(connector);
        connectors.forget(connector);
        remarks.restarts(connector, null);
    }

    void forget(TaskId task) {
        tasks.forget(task);
        remarks.restarts(task, null);
    }
}
