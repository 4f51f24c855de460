package io.leat.connect.task;

import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.TransactionContext;

/**
 * Where a connector with {@code transaction.boundary=connector} wants its transactions to end (KIP-618). A record is
 * marked before {@code poll} returns it; a mark without a record is for the end of the next batch. Thread-safe, since a
 * connector may poll on threads of its own.
 */
public final class TransactionMarks implements TransactionContext {
    private final Set<SourceRecord> commits = new HashSet<>();
    private final Set<SourceRecord> aborts = new HashSet<>();
    private boolean commit;
    private boolean abort;

    /** What is to happen at a point of the stream. */
    enum Mark {
        NONE,
        COMMIT,
        ABORT
    }

    @Override
    public synchronized void commitTransaction() {
        commit = true;
    }

    @Override
    public synchronized void commitTransaction(SourceRecord record) {
        commits.add(
                Objects.requireNonNull(record, "Source record used to define transaction boundaries may not be null"));
    }

    @Override
    public synchronized void abortTransaction() {
        abort = true;
    }

    @Override
    public synchronized void abortTransaction(SourceRecord record) {
        aborts.add(
                Objects.requireNonNull(record, "Source record used to define transaction boundaries may not be null"));
    }

    /**
     * What is to happen after {@code record}; asked once.
     *
     * @throws IllegalStateException if the connector asked for both
     */
    synchronized Mark takeAfter(SourceRecord record) {
        if (commits.isEmpty() && aborts.isEmpty()) {
            return Mark.NONE;
        }
        return mark(commits.remove(record), aborts.remove(record), "for the same record");
    }

    /** What is to happen after the batch; asked once. */
    synchronized Mark takeAfterBatch() {
        Mark mark = mark(commit, abort, "for the same batch");
        commit = false;
        abort = false;
        return mark;
    }

    private static Mark mark(boolean commit, boolean abort, String what) {
        if (commit && abort) {
            throw new IllegalStateException("The connector asked to commit and to abort its transaction " + what
                    + "; a connector with transaction.boundary=connector has to decide for one.");
        }
        if (abort) {
            return Mark.ABORT;
        }
        return commit ? Mark.COMMIT : Mark.NONE;
    }
}
