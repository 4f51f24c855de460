package io.leat.connect.worker;

import io.leat.connect.lifecycle.TaskId;

/** What log lines about a connector or task begin with, as in Kafka Connect (KIP-449): the MDC's {@code connector.context}. */
final class LogContext {
    static final String KEY = "connector.context";

    private LogContext() {}

    static String of(String connector) {
        return "[" + connector + "|worker] ";
    }

    static String ofValidation(String connector) {
        return "[" + connector + "|validate] ";
    }

    static String of(TaskId task) {
        return "[" + task.connector() + "|task-" + task.task() + "] ";
    }
}
