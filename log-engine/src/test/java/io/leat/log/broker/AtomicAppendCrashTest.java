package io.leat.log.broker;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.leat.log.disk.FaultyDisk;
import io.leat.log.settings.BrokerSettings;
import io.leat.testing.Seeded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.slf4j.LoggerFactory;

/**
 * D9 and D4: a process that dies, or loses its power, at every single step it takes on the disk. A failure names the step.
 */
class AtomicAppendCrashTest {
    private static final int ROUNDS = 6;
    private static final TopicPartition OFFSETS_OF = new TopicPartition("t0", 0);
    private static final Map<String, String> SETTINGS = Map.of("log.dirs", "d", "offsets.topic.num.partitions", "1");

    /** How the program ends; in the last case its atomic appends do not all ask to survive that. */
    private enum End {
        KILLED,
        POWER_CUT,
        POWER_CUT_ANY_ACKS
    }

    /** What the program did until it died. */
    private static final class Story {
        /** Every atomic append that was begun: which partitions. */
        private final Map<String, Set<TopicPartition>> groups = new HashMap<>();
        /** Acknowledged values, by partition, and whether they were to survive a power cut. */
        private final Map<TopicPartition, List<String>> written = new HashMap<>();

        private final Map<TopicPartition, List<String>> flushed = new HashMap<>();

        void acknowledged(TopicPartition partition, String value, Acks acks) {
            written.computeIfAbsent(partition, it -> new ArrayList<>()).add(value);
            if (acks == Acks.FLUSHED) {
                flushed.computeIfAbsent(partition, it -> new ArrayList<>()).add(value);
            }
        }
    }

    private final Logger logger = (Logger) LoggerFactory.getLogger("io.leat.log");

    @BeforeEach
    void silence() {
        logger.setLevel(Level.OFF); // Every run is a disaster, and says so.
    }

    @AfterEach
    void speak() {
        logger.setLevel(null);
    }

    @Seeded(6)
    void aKilledProcessLeavesEveryAtomicAppendWholeOrNotAtAll(long seed) {
        boolean died = true;
        for (int step = 0; died; step++) {
            died = run(seed, step, End.KILLED);
        }
    }

    @Seeded(6)
    void aPowerCutLeavesEveryAtomicAppendWholeOrNotAtAll(long seed) {
        boolean died = true;
        for (int step = 0; died; step++) {
            died = run(seed, step, End.POWER_CUT);
        }
    }

    /** An atomic append that need not survive, below a record that must: they share a flush, or the record would be cut with the append. */
    @Seeded(6)
    void whatWasFlushedSurvivesAPowerCutWhateverStandsBelowIt(long seed) {
        boolean died = true;
        for (int step = 0; died; step++) {
            died = run(seed, step, End.POWER_CUT_ANY_ACKS);
        }
    }

    /** False if the program came to its end before that step. */
    private static boolean run(long seed, int step, End end) {
        FaultyDisk disk = new FaultyDisk(new Random(seed * 1000 + step));
        Story story = new Story();
        boolean died = tell(story, disk, new Random(seed), step, end);
        if (end != End.KILLED) {
            disk.cutPower();
        } else {
            disk.kill();
        }
        String where = "seed %d, step %d, %s".formatted(seed, step, end);
        for (int again = 0; again < 2; again++) { // The second time after an orderly stop: what recovery did must hold.
            try (EmbeddedBroker broker = open(disk)) {
                check(broker, story, end, where);
            }
        }
        return died;
    }

    private static boolean tell(Story story, FaultyDisk disk, Random random, int step, End end) {
        try (EmbeddedBroker broker = open(disk)) {
            for (int topic = 0; topic < 3; topic++) {
                broker.topics().create(new NewTopic("t" + topic, 1, (short) 1));
            }
            disk.killAfter(step);
            try {
                for (int round = 0; round < ROUNDS; round++) {
                    appendAtomically(broker, story, random, "g" + round, end);
                    appendOne(broker, story, random, "s" + round);
                }
                disk.killAfter(Long.MAX_VALUE);
                return false;
            } catch (CompletionException | ApiException e) {
                return true;
            }
        }
    }

    @SuppressWarnings("removal") // kafka-clients 4.3.1 has no other way to make one.
    private static ConsumerGroupMetadata simple(String group) {
        return new ConsumerGroupMetadata(group);
    }

    private static void appendAtomically(EmbeddedBroker broker, Story story, Random random, String value, End end) {
        // Only an append that is to survive a power cut is promised to be whole after one.
        Acks acks = end == End.POWER_CUT || random.nextBoolean() ? Acks.FLUSHED : Acks.WRITTEN;
        List<Part> parts = new ArrayList<>();
        Set<TopicPartition> partitions = new TreeSet<>(java.util.Comparator.comparing(TopicPartition::toString));
        int without = random.nextInt(4);
        for (int topic = 0; topic < 3; topic++) {
            if (topic != without) {
                TopicPartition name = new TopicPartition("t" + topic, 0);
                partitions.add(name);
                parts.add(new Part(
                        broker.partition(name),
                        random.nextBoolean()
                                ? Batches.of(value)
                                : Batches.chain(Batches.of(value), Batches.of(value + "+"))));
            }
        }
        story.groups.put(value, partitions);
        long offset = Long.parseLong(value.substring(1));
        GroupOffsets offsets = new GroupOffsets(simple("group"), Map.of(OFFSETS_OF, new OffsetAndMetadata(offset)));
        broker.appendAtomically(parts, List.of(offsets), acks).join();
        partitions.forEach(it -> story.acknowledged(it, value, acks));
    }

    private static void appendOne(EmbeddedBroker broker, Story story, Random random, String value) {
        Acks acks = random.nextBoolean() ? Acks.FLUSHED : Acks.WRITTEN;
        TopicPartition name = new TopicPartition("t" + random.nextInt(3), 0);
        broker.append(new Part(broker.partition(name), Batches.of(value)), acks).join();
        story.acknowledged(name, value, acks);
    }

    private static void check(EmbeddedBroker broker, Story story, End end, String where) {
        Map<TopicPartition, List<String>> found = new HashMap<>();
        for (int topic = 0; topic < 3; topic++) {
            TopicPartition name = new TopicPartition("t" + topic, 0);
            found.put(name, Batches.valuesOf(broker.partition(name)));
        }
        OffsetAndMetadata committed = broker.groups().committed("group").get(OFFSETS_OF);
        long last = committed == null ? -1 : committed.offset();
        (end == End.POWER_CUT_ANY_ACKS ? Map.<String, Set<TopicPartition>>of() : story.groups)
                .forEach((group, partitions) -> {
                    long present = partitions.stream()
                            .filter(it -> found.getOrDefault(it, List.of()).contains(group))
                            .count();
                    assertThat(present)
                            .as("%s: parts of %s in %s", where, group, found)
                            .isIn(0L, (long) partitions.size());
                    boolean covered = Long.parseLong(group.substring(1)) <= last;
                    assertThat(covered)
                            .as("%s: offset %d, %s in %s", where, last, group, found)
                            .isEqualTo(present > 0);
                });
        (end == End.KILLED ? story.written : story.flushed)
                .forEach((partition, values) -> assertThat(found.get(partition))
                        .as("%s: acknowledged in %s", where, partition)
                        .containsSubsequence(values));
    }

    private static EmbeddedBroker open(FaultyDisk disk) {
        return EmbeddedBroker.open(
                BrokerSettings.parse(SETTINGS), () -> Instant.ofEpochMilli(1_000_000), path -> disk.root());
    }
}
