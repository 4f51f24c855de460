package io.leat.log.group;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What a step of a group asks to be done: first the records are logged, then the replies are given. */
public final class Outcome {

    /** An answer, and who waits for it. */
    public record Reply<T>(CompletableFuture<T> waiter, T answer) {
        public void give() {
            waiter.complete(answer);
        }
    }

    private final List<GroupRecord> records = new ArrayList<>();
    private final List<Reply<?>> replies = new ArrayList<>();

    void log(GroupRecord record) {
        records.add(record);
    }

    <T> void reply(CompletableFuture<T> waiter, T answer) {
        replies.add(new Reply<>(waiter, answer));
    }

    public List<GroupRecord> records() {
        return List.copyOf(records);
    }

    public List<Reply<?>> replies() {
        return List.copyOf(replies);
    }
}
