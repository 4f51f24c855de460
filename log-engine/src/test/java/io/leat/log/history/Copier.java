package io.leat.log.history;

import io.leat.log.history.Event.Positioned;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * A member of the group {@code copiers}: reads committed records, writes a copy of each and commits its offsets in one transaction; some
 * transactions it aborts, some it leaves open. So each record has one committed copy in the end.
 */
final class Copier {
    private static final String GROUP = "copiers";
    private static final int TIMEOUT_MS = 6_000;
    private static final Duration POLL = Duration.ofMillis(100);

    private final Workers workers;
    private final Clients clients;
    private final History history;
    private final String id;
    private final Random random;
    private final Map<String, Object> membership;
    private final String from;
    private final String to;
    private final int partitions;
    private final Map<TopicPartition, Long> committed = new HashMap<>();

    Copier(
            Workers workers,
            Clients clients,
            History history,
            String id,
            long seed,
            Map<String, Object> membership,
            String from,
            String to,
            int partitions) {
        this.workers = workers;
        this.clients = clients;
        this.history = history;
        this.id = id;
        this.random = new Random(seed);
        this.membership = new HashMap<>(membership);
        this.membership.put("group.id", GROUP);
        this.membership.put("max.poll.records", 50);
        this.from = from;
        this.to = to;
        this.partitions = partitions;
    }

    void run() {
        while (workers.reading()) {
            String name = clients.name(GROUP);
            try (Consumer<String, String> consumer = clients.member(name, true, Set.of(from), membership)) {
                try (Transactor transactor = Transactor.open(history, clients, id, TIMEOUT_MS)) {
                    committed.clear();
                    copyAll(name, consumer, transactor);
                }
            } catch (KafkaException e) {
                Workers.pace(random, 50); // The next of the id, and another member, go on.
            }
        }
    }

    private void copyAll(String name, Consumer<String, String> consumer, Transactor transactor) {
        while (workers.reading()) {
            ConsumerRecords<String, String> records = consumer.poll(POLL);
            clients.recordPoll(GROUP, name, true, records);
            Map<TopicPartition, OffsetAndMetadata> offsets = moved(consumer);
            if (offsets.isEmpty()) {
                continue;
            }
            int fate = workers.writing() ? random.nextInt(100) : 99;
            transactor.begin();
            for (ConsumerRecord<String, String> record : records) {
                transactor.send(record.value() + ">", Clients.choose(to, partitions, record.value()));
            }
            transactor.sendOffsets(offsets, consumer.groupMetadata());
            if (fate < 2) {
                return;
            }
            if (fate < 15) {
                transactor.abort();
                rewind(name, consumer);
            } else {
                transactor.commit();
                offsets.forEach((partition, offset) -> committed.put(partition, offset.offset()));
            }
        }
    }

    /** How far the consumer is where that is not committed; beyond the last record too, for the end of a transaction has an offset. */
    private Map<TopicPartition, OffsetAndMetadata> moved(Consumer<String, String> consumer) {
        Map<TopicPartition, OffsetAndMetadata> moved = new HashMap<>();
        for (TopicPartition partition : consumer.assignment()) {
            long position = consumer.position(partition);
            Long before = committed.get(partition);
            if (before == null || before != position) {
                moved.put(partition, new OffsetAndMetadata(position));
            }
        }
        return moved;
    }

    private void rewind(String name, Consumer<String, String> consumer) {
        committed.clear();
        Set<TopicPartition> assigned = consumer.assignment();
        Map<TopicPartition, OffsetAndMetadata> known = consumer.committed(assigned);
        for (TopicPartition partition : assigned) {
            OffsetAndMetadata offset = known.get(partition);
            if (offset == null) {
                consumer.seekToBeginning(List.of(partition));
            } else {
                consumer.seek(partition, offset.offset());
            }
        }
        history.add(new Positioned(name, List.copyOf(assigned)));
    }
}
