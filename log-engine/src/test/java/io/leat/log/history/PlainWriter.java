package io.leat.log.history;

import io.leat.log.history.Event.SendUnknown;
import io.leat.log.history.Event.Sending;
import io.leat.log.history.Event.Sent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Idempotent producers without transactions, one after the other: each ends after a while, in good order or not. */
final class PlainWriter {
    private final Workers workers;
    private final Clients clients;
    private final History history;
    private final Random random;
    private final List<TopicPartition> targets;

    PlainWriter(Workers workers, Clients clients, History history, long seed, List<TopicPartition> targets) {
        this.workers = workers;
        this.clients = clients;
        this.history = history;
        this.random = new Random(seed);
        this.targets = targets;
    }

    void run() {
        while (workers.writing()) {
            String name = clients.name("plain");
            Producer<String, String> producer = clients.producer(
                    Map.of("delivery.timeout.ms", 2_000 + random.nextInt(8_000), "linger.ms", 0, "batch.size", 200));
            try {
                write(name, producer, random.nextInt(3_000));
            } catch (KafkaException e) {
                Workers.pace(random, 20); // Its records in doubt are recorded as such.
            } finally {
                producer.close(Duration.ofSeconds(random.nextInt(4) == 0 ? 0 : 10));
            }
        }
    }

    private void write(String name, Producer<String, String> producer, int most) {
        for (int i = 0; i < most && workers.writing(); i++) {
            TopicPartition to = targets.get(random.nextInt(targets.size()));
            send(history, producer, new Sending(name, name + "." + i, "", to));
            if (random.nextInt(8) == 0) {
                Workers.pace(random, 60);
            }
        }
    }

    /** Sends what is recorded as being sent. */
    static void send(History history, Producer<String, String> producer, Sending sending) {
        history.add(sending);
        TopicPartition to = sending.to();
        String value = sending.value();
        ProducerRecord<String, String> record = new ProducerRecord<>(to.topic(), to.partition(), null, value);
        Future<RecordMetadata> unused = producer.send(
                record,
                (metadata, failure) -> history.add(
                        failure == null
                                ? new Sent(value, to, metadata.hasOffset() ? metadata.offset() : Event.NO_OFFSET)
                                : new SendUnknown(value, failure.toString())));
    }
}
