package io.leat.cli.demo;

import java.time.Duration;
import java.util.List;

/**
 * The pipeline at one moment.
 *
 * @param running since the demo began
 * @param in records that the source put into the topic since then
 * @param out records that the sink took since then
 * @param perSecond records that came in during the last second
 * @param connectors name, type and state of each connector and its tasks
 * @param lastLines the newest lines of the CSV files, oldest first
 */
record Snapshot(
        Duration running,
        long in,
        long out,
        double perSecond,
        List<ConnectorState> connectors,
        List<String> lastLines) {

    /** A connector or task; {@code cause} is the first line of the trace of what failed, empty otherwise. */
    record ConnectorState(String name, String type, String state, String cause) {}

    /** Records that are in the topic and not yet in the files. */
    long lag() {
        return Math.max(0, in - out);
    }
}
