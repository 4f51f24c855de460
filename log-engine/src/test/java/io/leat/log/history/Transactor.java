package io.leat.log.history;

import io.leat.log.history.Event.Aborting;
import io.leat.log.history.Event.CommitUnknown;
import io.leat.log.history.Event.Committed;
import io.leat.log.history.Event.Committing;
import io.leat.log.history.Event.Sending;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** A transactional producer whose transactions are recorded. What it throws ends it: its successor has the same id. */
final class Transactor implements AutoCloseable {
    private static final int COMMIT_TRIES = 4;

    private final History history;
    private final Producer<String, String> producer;
    private final String name;
    private int transactions;
    private int records;
    private String transaction = "";

    private Transactor(History history, Producer<String, String> producer, String name) {
        this.history = history;
        this.producer = producer;
        this.name = name;
    }

    /** The next producer of {@code id}, by which what the one before left open is ended. */
    static Transactor open(History history, Clients clients, String id, int timeoutMs) {
        Producer<String, String> producer = clients.producer(
                Map.of("transactional.id", id, "transaction.timeout.ms", timeoutMs, "linger.ms", 0, "batch.size", 200));
        try {
            producer.initTransactions();
            return new Transactor(history, producer, clients.name(id));
        } catch (KafkaException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }

    void begin() {
        transaction = name + "#" + ++transactions;
        producer.beginTransaction();
    }

    void send(String prefix, TopicPartition to) {
        PlainWriter.send(history, producer, new Sending(name, prefix + name + "." + ++records, transaction, to));
    }

    void sendOffsets(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        producer.sendOffsetsToTransaction(offsets, group);
    }

    /** Commits; a commit in doubt is asked for again, as an application does. */
    void commit() {
        history.add(new Committing(transaction));
        for (int tries = 1; ; tries++) {
            try {
                producer.commitTransaction();
                history.add(new Committed(transaction));
                return;
            } catch (TimeoutException e) {
                doubt(e);
                if (tries == COMMIT_TRIES) {
                    throw e;
                }
            } catch (KafkaException e) {
                doubt(e);
                throw e;
            }
        }
    }

    void abort() {
        history.add(new Aborting(transaction));
        producer.abortTransaction();
    }

    private void doubt(KafkaException failure) {
        history.add(new CommitUnknown(transaction, failure.toString()));
    }

    /** Ends as a process ends that is killed: nothing is sent any more. */
    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
