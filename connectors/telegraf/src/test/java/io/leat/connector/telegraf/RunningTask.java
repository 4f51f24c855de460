package io.leat.connector.telegraf;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** A task with a worker's thread that polls, keeps what comes, and says what is written unless it is told to hold back. */
final class RunningTask implements AutoCloseable {
    final TelegrafSourceTask task = new TelegrafSourceTask();
    final List<SourceRecord> records = Collections.synchronizedList(new ArrayList<>());
    private final Thread worker;
    private volatile boolean running = true;

    private RunningTask(Map<String, String> settings, @Nullable Map<String, ?> offset, boolean commits) {
        task.initialize(new StubContext(offset));
        var all = new HashMap<>(settings);
        all.putIfAbsent("name", "test-" + System.identityHashCode(this));
        task.start(all);
        worker = new Thread(() -> work(commits), "worker");
        worker.setDaemon(true);
    }

    static RunningTask start(Map<String, String> settings) {
        return start(settings, null);
    }

    static RunningTask start(Map<String, String> settings, @Nullable Map<String, ?> offset) {
        var running = new RunningTask(settings, offset, true);
        running.worker.start();
        return running;
    }

    /** With a worker that polls and never gets anything into the log. */
    static RunningTask startWithoutALog(Map<String, String> settings) {
        var running = new RunningTask(settings, null, false);
        running.worker.start();
        return running;
    }

    /** With a worker that does not even poll. */
    static RunningTask startWithoutAWorker(Map<String, String> settings) {
        return new RunningTask(settings, null, false);
    }

    private void work(boolean commits) {
        try {
            while (running) {
                List<SourceRecord> polled = task.poll();
                if (polled != null) {
                    records.addAll(polled);
                    polled.forEach(record -> {
                        if (commits) {
                            task.commitRecord(record, null);
                        }
                    });
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    String url(String path) {
        return "http://127.0.0.1:" + Objects.requireNonNull(task.httpAddress()).getPort() + path;
    }

    /** Each record as {@code name{tags}{fields}@timestamp}. */
    List<String> shown() {
        synchronized (records) {
            return records.stream().map(RunningTask::show).collect(Collectors.toList());
        }
    }

    private static String show(SourceRecord record) {
        var value = (Struct) record.value();
        var fields = value.getStruct("fields");
        String each = fields.schema().fields().stream()
                .map(field -> field.name() + "=" + fields.get(field))
                .collect(Collectors.joining(","));
        return value.get("name") + "" + value.get("tags") + "{" + each + "}@" + value.get("timestamp");
    }

    @Override
    public void close() {
        running = false;
        try {
            worker.join(5000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        task.stop();
    }
}
