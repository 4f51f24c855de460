package io.leat.connect.lifecycle;

import java.util.Map;

/** What there is: an instance of plugin code, running, failed or on its way out, for each connector and task. */
public record Actual(Map<String, Instance<Map<String, String>>> connectors, Map<TaskId, Instance<Wanted.Task>> tasks) {

    /** How an instance stands. */
    public enum Phase {
        /** Running, or failed: it is what was asked for. */
        LIVE,
        /** It must be replaced although its configuration is the wanted one: somebody asked for a restart. */
        STALE,
        /** It was asked to stop, and has not yet. */
        STOPPING
    }

    /**
     * One instance of plugin code and the thread it runs on.
     *
     * @param config what it was started with
     * @param target what it was last told to do
     */
    public record Instance<C>(C config, TargetState target, Phase phase) {}
}
