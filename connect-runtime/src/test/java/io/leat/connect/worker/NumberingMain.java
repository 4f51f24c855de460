package io.leat.connect.worker;

import io.leat.connect.plugin.Plugins;
import io.leat.connect.port.EmbeddedLog;
import io.leat.log.LogEngine;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;

/** A worker on the embedded log whose source writes numbers until it is killed: it says how many it has written. */
public final class NumberingMain {
    private NumberingMain() {}

    /** {@code args}: the folder of the log. */
    public static void main(String[] args) throws InterruptedException {
        LogEngine engine = LogEngine.open(Map.of("log.dirs", args[0], "num.partitions", "3"));
        Worker worker = new Worker(
                WorkerSettings.parse(Map.of(), Set.of()),
                new EmbeddedLog(engine),
                Plugins.of(null),
                InstantSource.system());
        worker.open();
        worker.start("localhost:8083");
        worker.operations()
                .putConfig(
                        "numbers",
                        Map.of(
                                "connector.class", NumberingSource.class.getName(),
                                "tasks.max", "2",
                                "topic", "numbers",
                                "batch", "20"));
        while (true) {
            long written = worker.progress().values().stream()
                    .mapToLong(task -> task.recordsOut())
                    .sum();
            System.out.println("written " + written);
            Thread.sleep(10);
        }
    }
}
