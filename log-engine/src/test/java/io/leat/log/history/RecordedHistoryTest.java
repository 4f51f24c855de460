package io.leat.log.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leat.log.history.Event.AtRest;
import io.leat.log.history.Event.Happened;
import io.leat.log.history.Event.Seen;
import io.leat.testing.Seeded;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A log under {@code kill -9} and {@code SIGSTOP} loses and doubles nothing that it told Kafka's clients, and shows nothing that is not
 * committed.
 *
 * <p>{@code -Dleat.history.seconds=600} makes it as long as one likes; {@code -Dleat.history.server=kafka} holds the test itself
 * against a broker of Apache Kafka. The history of a seed is kept in {@code target/history}.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class RecordedHistoryTest {
    private static final long SECONDS = Long.getLong("leat.history.seconds", 8);
    private static final boolean OF_KAFKA = "kafka".equals(System.getProperty("leat.history.server"));
    private static final Duration REST = Duration.ofSeconds(90);
    private static final int PARTITIONS = 2;
    private static final List<TopicPartition> WRITTEN = partitions("written");
    private static final List<TopicPartition> COPIES = partitions("copies");
    private static final List<TopicPartition> ALL =
            Stream.of(WRITTEN, COPIES).flatMap(List::stream).toList();

    @TempDir
    Path dir;

    private final History history = new History();
    private final Workers workers = new Workers();

    @Seeded(1)
    void whatClientsWereToldHolds(long seed) throws Exception {
        Random random = new Random(seed);
        try (Server server = OF_KAFKA ? Server.kafka() : Server.leat(dir)) {
            Clients clients = new Clients(server.address(), history);
            try {
                createTopics(clients);
                start(clients, random);
                new Nemesis(server, history, random.nextLong()).run(SECONDS);
                history.add(new Happened("peace"));
                workers.endWriting(REST);
                List<AtRest> written = atRest(clients, WRITTEN);
                awaitCopies(clients, written);
                workers.endReading(REST);
                written.forEach(history::add);
                atRest(clients, COPIES).forEach(history::add);
                assertThat(workers.failures()).isEmpty();
            } catch (Throwable e) {
                workers.failures().forEach(e::addSuppressed);
                throw new AssertionError(kept(seed) + server.process().tail(), e);
            }
        }
        String kept = kept(seed);
        List<Anomaly> anomalies = HistoryChecker.check(history.events());
        assertThat(anomalies.stream().limit(20).toList())
                .as(() -> "%d anomalies %s%s".formatted(anomalies.size(), counts(anomalies), kept))
                .isEmpty();
        assertThat(history.events()).as("something was copied").anyMatch(RecordedHistoryTest::hasCopies);
    }

    private static boolean hasCopies(Event event) {
        return event instanceof AtRest it
                && COPIES.contains(it.in())
                && !it.records().isEmpty();
    }

    private void start(Clients clients, Random random) {
        for (int i = 0; i < 2; i++) {
            PlainWriter plain = new PlainWriter(workers, clients, history, random.nextLong(), WRITTEN);
            workers.write("plain writer " + i, plain::run);
            TransactionalWriter transactional =
                    new TransactionalWriter(workers, clients, history, "writer-" + i, random.nextLong(), WRITTEN);
            workers.write("transactional writer " + i, transactional::run);
        }
        Map<String, Object> copiers = membership(random);
        Map<String, Object> members = membership(random);
        for (int i = 0; i < 2; i++) {
            Copier copier = new Copier(
                    workers,
                    clients,
                    history,
                    "copier-" + i,
                    random.nextLong(),
                    copiers,
                    "written",
                    "copies",
                    PARTITIONS);
            workers.read("copier " + i, copier::run);
            boolean committedOnly = i == 0;
            Readers assigned = new Readers(workers, clients, history, random.nextLong());
            workers.read("reader " + i, () -> assigned.assigned("alone-" + committedOnly, committedOnly, ALL));
            Readers member = new Readers(workers, clients, history, random.nextLong());
            workers.read("member " + i, () -> member.member("members", false, Set.of("written", "copies"), members));
        }
    }

    /** How the members of a group take part: by one protocol or the other. */
    private static Map<String, Object> membership(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> Map.of("group.protocol", "consumer");
            case 1 -> Map.of();
            default ->
                Map.of("partition.assignment.strategy", "org.apache.kafka.clients.consumer.CooperativeStickyAssignor");
        };
    }

    private static void createTopics(Clients clients) throws Exception {
        try (Admin admin = clients.admin()) {
            admin.createTopics(List.of(
                            new NewTopic("written", PARTITIONS, (short) 1),
                            new NewTopic("copies", PARTITIONS, (short) 1)))
                    .all()
                    .get();
        }
    }

    /** Waits until each committed record has a copy, wherever it is. */
    private void awaitCopies(Clients clients, List<AtRest> written) {
        Set<String> missing = written.stream()
                .filter(AtRest::committedOnly)
                .flatMap(it -> it.records().stream())
                .map(Seen::value)
                .collect(Collectors.toCollection(HashSet::new));
        try (Consumer<String, String> consumer = clients.consumer(true, Map.of())) {
            consumer.assign(COPIES);
            consumer.seekToBeginning(COPIES);
            await("a copy of each record").atMost(REST.plusSeconds(SECONDS)).until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(it -> missing.remove(Event.source(it.value())));
                return missing.isEmpty() || !workers.failures().isEmpty();
            });
        }
    }

    /** All there is, in each isolation level; nothing is open any more, so both come to the end. */
    private static List<AtRest> atRest(Clients clients, Collection<TopicPartition> partitions) {
        List<AtRest> all = new ArrayList<>();
        for (boolean committedOnly : List.of(false, true)) {
            try (Consumer<String, String> consumer = clients.consumer(committedOnly, Map.of())) {
                for (TopicPartition partition : partitions) {
                    all.add(new AtRest(committedOnly, partition, read(clients, consumer, partition)));
                }
            }
        }
        return all;
    }

    private static List<Seen> read(Clients clients, Consumer<String, String> consumer, TopicPartition partition) {
        List<Seen> records = new ArrayList<>();
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        try (Consumer<String, String> ends = clients.consumer(false, Map.of())) {
            await("the end of " + partition).atMost(REST).until(() -> {
                for (ConsumerRecord<String, String> it : consumer.poll(Duration.ofMillis(100))) {
                    records.add(new Seen(it.offset(), it.value()));
                }
                return consumer.position(partition)
                        >= Objects.requireNonNull(
                                ends.endOffsets(List.of(partition)).get(partition));
            });
        }
        return List.copyOf(records);
    }

    private String kept(long seed) {
        Path file = Path.of("target", "history", "seed-" + seed + ".txt").toAbsolutePath();
        history.write(file);
        return "%nthe history is in %s%n".formatted(file);
    }

    private static Map<Anomaly.Kind, Long> counts(List<Anomaly> anomalies) {
        return anomalies.stream().collect(Collectors.groupingBy(Anomaly::kind, Collectors.counting()));
    }

    private static List<TopicPartition> partitions(String topic) {
        return IntStream.range(0, PARTITIONS)
                .mapToObj(it -> new TopicPartition(topic, it))
                .toList();
    }
}
