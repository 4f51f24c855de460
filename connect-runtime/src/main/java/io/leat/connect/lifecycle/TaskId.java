package io.leat.connect.lifecycle;

/** Task {@code task}, from 0, of a connector. */
public record TaskId(String connector, int task) implements Comparable<TaskId> {

    @Override
    public int compareTo(TaskId other) {
        int byName = connector.compareTo(other.connector);
        return byName != 0 ? byName : Integer.compare(task, other.task);
    }

    /** {@code <connector>-<task>}, as it appears in thread and client names. */
    @Override
    public String toString() {
        return connector + "-" + task;
    }
}
