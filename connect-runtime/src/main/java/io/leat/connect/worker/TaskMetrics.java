package io.leat.connect.worker;

import io.leat.connect.lifecycle.TaskId;
import io.leat.connect.task.TaskCounters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.Metrics;

/**
 * The metrics of one task under Kafka Connect's names ({@code kafka.connect:type=task-error-metrics,connector=…,task=…}).
 * They read the task's counters when they are asked: a task pays nothing for them.
 */
final class TaskMetrics implements AutoCloseable {
    private static final String TASK = "connector-task-metrics";
    private static final String ERRORS = "task-error-metrics";

    private final Metrics metrics;
    private final Map<String, String> tags = new LinkedHashMap<>();
    private final List<MetricName> names = new ArrayList<>();
    private final TaskCounters counters;

    /** @param status the state of the task, in lower case as in Kafka Connect; asked by any thread */
    TaskMetrics(Metrics metrics, TaskId id, TaskCounters counters, Supplier<String> status) {
        this.metrics = metrics;
        this.counters = counters;
        tags.put("connector", id.connector());
        tags.put("task", Integer.toString(id.task()));
        add(TASK, "status", (config, now) -> status.get());
        count(TASK, "batch-size-max", TaskCounters.Snapshot::largestBatch);
        count(ERRORS, "total-record-failures", TaskCounters.Snapshot::failures);
        count(ERRORS, "total-record-errors", TaskCounters.Snapshot::errors);
        count(ERRORS, "total-records-skipped", TaskCounters.Snapshot::skipped);
        count(ERRORS, "total-retries", TaskCounters.Snapshot::retries);
        count(ERRORS, "total-errors-logged", TaskCounters.Snapshot::logged);
        count(ERRORS, "deadletterqueue-produce-requests", TaskCounters.Snapshot::deadLetters);
        count(ERRORS, "deadletterqueue-produce-failures", TaskCounters.Snapshot::deadLetterFailures);
        count(ERRORS, "last-error-timestamp", TaskCounters.Snapshot::lastErrorMs);
    }

    /** Those of its kind, once it is known. */
    void of(boolean source) {
        if (source) {
            count("source-task-metrics", "source-record-poll-total", TaskCounters.Snapshot::recordsIn);
            count("source-task-metrics", "source-record-write-total", TaskCounters.Snapshot::recordsOut);
        } else {
            count("sink-task-metrics", "sink-record-read-total", TaskCounters.Snapshot::recordsIn);
            count("sink-task-metrics", "sink-record-send-total", TaskCounters.Snapshot::recordsOut);
            count("sink-task-metrics", "offset-commit-completion-total", TaskCounters.Snapshot::commits);
        }
    }

    private void count(String group, String name, ToLongFunction<TaskCounters.Snapshot> value) {
        add(group, name, (config, now) -> (double) value.applyAsLong(counters.snapshot()));
    }

    private void add(String group, String name, Gauge<?> value) {
        MetricName metric = metrics.metricName(name, group, "", tags);
        metrics.addMetricIfAbsent(metric, null, value);
        names.add(metric);
    }

    @Override
    public void close() {
        names.forEach(metrics::removeMetric);
    }
}
