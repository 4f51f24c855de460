package io.leat.connect.worker;

import io.leat.connect.lifecycle.RunState.Event;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who hears from instances. Called on their threads; must not wait. */
interface InstanceListener {

    /** {@code error} says why, if the event is a failure. */
    void connectorReports(ConnectorInstance instance, Event event, @Nullable Throwable error);

    /** The connector asks for these tasks. */
    void connectorWantsTasks(ConnectorInstance instance, List<Map<String, String>> tasks);

    void taskReports(TaskInstance instance, Event event, @Nullable Throwable error);

    /** What a config provider gave for the connector or a task of it expires in {@code ttlMs}; {@code Long.MAX_VALUE} is never. */
    void expires(String connector, long ttlMs);

    /** The thread of an instance has ended. */
    void ended();
}
