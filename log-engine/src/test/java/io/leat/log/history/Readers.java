package io.leat.log.history;

import io.leat.log.history.Event.Positioned;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Consumers that write nothing: some by their own positions, some as members of a group. */
final class Readers {
    private static final Duration POLL = Duration.ofMillis(100);

    private final Workers workers;
    private final Clients clients;
    private final History history;
    private final Random random;

    Readers(Workers workers, Clients clients, History history, long seed) {
        this.workers = workers;
        this.clients = clients;
        this.history = history;
        this.random = new Random(seed);
    }

    /** Reads {@code partitions} from the beginning; goes back a little now and then, or on with another consumer. */
    void assigned(String reader, boolean committedOnly, List<TopicPartition> partitions) {
        Map<TopicPartition, Long> positions = new HashMap<>();
        partitions.forEach(it -> positions.put(it, 0L));
        while (workers.reading()) {
            String name = clients.name(reader);
            try (Consumer<String, String> consumer = clients.consumer(committedOnly, Map.of())) {
                consumer.assign(partitions);
                positions.forEach(consumer::seek);
                for (int polls = random.nextInt(400); polls >= 0 && workers.reading(); polls--) {
                    clients.recordPoll(reader, name, committedOnly, consumer.poll(POLL));
                    if (random.nextInt(50) == 0) {
                        TopicPartition one = partitions.get(random.nextInt(partitions.size()));
                        consumer.seek(one, Math.max(0, consumer.position(one) - random.nextInt(100)));
                        history.add(new Positioned(name, List.of(one)));
                    }
                }
                partitions.forEach(it -> positions.put(it, consumer.position(it)));
            }
        }
    }

    /** Reads {@code topics} in the group {@code group}, and commits after what it has read. */
    void member(String group, boolean committedOnly, Set<String> topics, Map<String, Object> membership) {
        Map<String, Object> config = new HashMap<>(membership);
        config.put("group.id", group);
        while (workers.reading()) {
            String name = clients.name(group);
            try (Consumer<String, String> consumer = clients.member(name, committedOnly, topics, config)) {
                for (int polls = 20 + random.nextInt(400); polls >= 0 && workers.reading(); polls--) {
                    ConsumerRecords<String, String> records = consumer.poll(POLL);
                    clients.recordPoll(group, name, committedOnly, records);
                    if (!records.isEmpty() && random.nextInt(4) == 0) {
                        commit(consumer);
                    }
                }
            } catch (KafkaException e) {
                Workers.pace(random, 50); // Another member goes on.
            }
        }
    }

    private static void commit(Consumer<String, String> consumer) {
        try {
            consumer.commitSync();
        } catch (KafkaException e) {
            return; // It was put out of the group, or the server is away: what it read is read again.
        }
    }
}
