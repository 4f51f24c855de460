package io.leat.connect.worker;

import io.leat.connect.lifecycle.TaskId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Who waits for the tasks of a connector to be gone. Belongs to the worker's thread. */
final class TasksGone {
    private record Waiting(String connector, CompletableFuture<Void> gone) {}

    private final List<Waiting> waiting = new ArrayList<>();

    void add(String connector, CompletableFuture<Void> gone) {
        waiting.add(new Waiting(connector, gone));
    }

    /** Tells those whose connector has none among {@code tasks}. */
    void tell(Set<TaskId> tasks) {
        waiting.removeIf(one -> {
            boolean gone = tasks.stream().noneMatch(task -> task.connector().equals(one.connector()));
            if (gone) {
                one.gone().complete(null);
            }
            return gone;
        });
    }
}
