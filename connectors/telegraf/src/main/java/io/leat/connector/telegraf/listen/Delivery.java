package io.leat.connector.telegraf.listen;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.connect.source.SourceRecord;

/** Records that came together, until all of them are in the log (T1). */
public final class Delivery {
    private final List<SourceRecord> records;
    private final AtomicInteger missing;
    private final CompletableFuture<Boolean> done = new CompletableFuture<>();

    Delivery(List<SourceRecord> records) {
        this.records = records.stream()
                .<SourceRecord>map(record -> new Tracked(record, this))
                .toList();
        missing = new AtomicInteger(records.size());
    }

    /** A record that knows the delivery it belongs to; the worker hands it back when it is written. */
    private static final class Tracked extends SourceRecord {
        private final Delivery delivery;

        Tracked(SourceRecord record, Delivery delivery) {
            super(
                    record.sourcePartition(),
                    record.sourceOffset(),
                    record.topic(),
                    record.kafkaPartition(),
                    record.keySchema(),
                    record.key(),
                    record.valueSchema(),
                    record.value(),
                    record.timestamp());
            this.delivery = delivery;
        }
    }

    List<SourceRecord> records() {
        return records;
    }

    /** Takes note that the worker is done with a record: written, or dropped by its transforms or its error policy. */
    public static void written(SourceRecord record) {
        if (record instanceof Tracked tracked && tracked.delivery.missing.decrementAndGet() == 0) {
            tracked.delivery.done.complete(true);
        }
    }

    /** The task ends; whoever waits hears that it was not written. */
    void abandon() {
        done.complete(false);
    }

    /** Whether all is in the log within that time. */
    boolean await(long millis) throws InterruptedException {
        try {
            return done.get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return false;
        }
    }
}
