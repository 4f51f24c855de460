package io.leat.benchmarks.broker;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** What all that send have in common: a topic to send to, and whether each record was taken. */
final class Sending implements Callback {
    private final AtomicReference<@Nullable Exception> failed = new AtomicReference<>();

    /** Makes a topic on the server at {@code address}. */
    static void create(String address, String topic, int partitions) throws InterruptedException, ExecutionException {
        try (var admin = Admin.create(Map.of("bootstrap.servers", address))) {
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(partitions), Optional.empty())))
                    .all()
                    .get();
        }
    }

    @Override
    public void onCompletion(@Nullable RecordMetadata sent, @Nullable Exception failure) {
        if (failure != null) {
            failed.set(failure);
        }
    }

    /** Fails if a record was refused; to be called when all are answered. */
    void requireAll() {
        Exception failure = failed.get();
        if (failure != null) {
            throw new IllegalStateException("a record was refused", failure);
        }
    }
}
