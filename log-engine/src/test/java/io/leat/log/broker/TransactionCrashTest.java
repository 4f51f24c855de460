package io.leat.log.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.leat.log.broker.OffsetCommits.Committer;
import io.leat.log.disk.FaultyDisk;
import io.leat.log.group.Committed;
import io.leat.log.partition.Fetched;
import io.leat.log.partition.PartitionLog;
import io.leat.log.record.BatchReader;
import io.leat.log.record.BatchView;
import io.leat.log.record.BatchWriter;
import io.leat.log.record.Codec;
import io.leat.log.segment.ReadBuffer;
import io.leat.log.settings.BrokerSettings;
import io.leat.log.transaction.ProducerIdentity;
import io.leat.testing.Seeded;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.slf4j.LoggerFactory;

/**
 * Transactions of remote clients in a process that dies, or loses its power, at every single step it takes on the disk: with producers that
 * take over from each other, answers that get lost, zombies, and transactions that are open for too long. Each transaction is in all its
 * partitions or in none, as was answered; and no reader is held for ever. A failure names the step.
 */
class TransactionCrashTest {
    private static final String ID = "tx";
    private static final int TIMEOUT_MS = 1000;
    private static final int TOPICS = 2;
    private static final TopicPartition OFFSETS_OF = new TopicPartition("t0", 0);
    private static final Map<String, String> SETTINGS =
            Map.of("log.dirs", "d", "offsets.topic.num.partitions", "1", "transaction.state.log.num.partitions", "1");

    private enum Outcome {
        OPEN,
        /** Asked for, and not answered. */
        PERHAPS,
        COMMITTED,
        ABORTED
    }

    /** A transaction: where it wrote, and what was answered to its end. */
    private static final class Attempt {
        private final Set<TopicPartition> partitions =
                new TreeSet<>(java.util.Comparator.comparing(TopicPartition::toString));
        private Outcome outcome = Outcome.OPEN;
    }

    private final Logger logger = (Logger) LoggerFactory.getLogger("io.leat.log");
    private final Map<Long, Attempt> attempts = new HashMap<>();
    private long now = 1_000_000;
    private long last;

    @BeforeEach
    void silence() {
        logger.setLevel(Level.OFF); // Every run is a disaster, and says so.
    }

    @AfterEach
    void speak() {
        logger.setLevel(null);
    }

    @Seeded(4)
    void aKilledProcessLeavesEachTransactionCommittedEverywhereOrNowhere(long seed) {
        boolean died = true;
        for (int step = 0; died; step++) {
            died = run(seed, step, 5, false);
        }
    }

    @Seeded(4)
    void aPowerCutLeavesEachTransactionCommittedEverywhereOrNowhere(long seed) {
        boolean died = true;
        for (int step = 0; died; step++) {
            died = run(seed, step, 5, true);
        }
    }

    @Seeded(6)
    void aLongLifeLeavesEachTransactionAsItWasAnswered(long seed) {
        assertThat(run(seed, Integer.MAX_VALUE, 200, false)).isFalse();
    }

    /** False if the program came to its end before that step. */
    private boolean run(long seed, int step, int rounds, boolean powerCut) {
        attempts.clear();
        last = 0;
        FaultyDisk disk = new FaultyDisk(new Random(seed * 1000 + step));
        boolean died = tell(disk, new Random(seed), step, rounds);
        if (powerCut) {
            disk.cutPower();
        } else {
            disk.kill();
        }
        String where = "seed %d, step %d, power cut: %s".formatted(seed, step, powerCut);
        for (int again = 0; again < 2; again++) { // The second time after an orderly stop: what recovery did must hold.
            try (EmbeddedBroker broker = open(disk)) {
                broker.transactions().initialize(ID, TIMEOUT_MS, null).join();
                check(broker, where);
            }
        }
        return died;
    }

    private boolean tell(FaultyDisk disk, Random random, int step, int rounds) {
        try (EmbeddedBroker broker = open(disk)) {
            for (int topic = 0; topic < TOPICS; topic++) {
                broker.topics().create(new NewTopic("t" + topic, 1, (short) 1));
            }
            broker.groups().committed("group");
            if (step < Integer.MAX_VALUE) {
                disk.killAfter(step);
            }
            try {
                ProducerIdentity who = initialize(broker);
                for (int round = 0; round < rounds; round++) {
                    who = round(broker, random, who);
                }
                disk.killAfter(Long.MAX_VALUE);
                return false;
            } catch (CompletionException | ApiException e) {
                assertThat(step).as("it fails and the disk does not: " + e).isLessThan(Integer.MAX_VALUE);
                return true;
            }
        }
    }

    private ProducerIdentity round(EmbeddedBroker broker, Random random, ProducerIdentity before) {
        ProducerIdentity who = before;
        if (random.nextInt(4) == 0) {
            who = initialize(broker);
            refuse(broker, before);
        }
        Attempt attempt = new Attempt();
        long value = ++last;
        attempts.put(value, attempt);
        for (int topic = 0; topic < TOPICS; topic++) {
            if (topic == 0 || random.nextBoolean()) {
                TopicPartition partition = new TopicPartition("t" + topic, 0);
                attempt.partitions.add(partition);
                for (int sequence = 0; sequence <= random.nextInt(2); sequence++) {
                    append(broker, who, partition, sequence, value);
                }
            }
        }
        commitOffset(broker, who, value);
        switch (random.nextInt(8)) {
            case 0 -> { // Left open; its successor has it aborted.
                ProducerIdentity successor = initialize(broker);
                attempt.outcome = Outcome.ABORTED;
                refuse(broker, who);
                return successor;
            }
            case 1 -> { // Open for too long.
                now += TIMEOUT_MS + 1;
                broker.transactions().abortTimedOut();
                attempt.outcome = Outcome.ABORTED;
                return end(broker, who, false);
            }
            default -> {
                boolean commit = random.nextInt(3) > 0;
                attempt.outcome = commit ? Outcome.PERHAPS : Outcome.ABORTED;
                ProducerIdentity next = end(broker, who, commit);
                attempt.outcome = commit ? Outcome.COMMITTED : Outcome.ABORTED;
                assertThat(end(broker, who, commit)).as("the answer got lost").isEqualTo(next);
                return next;
            }
        }
    }

    private static ProducerIdentity initialize(EmbeddedBroker broker) {
        return broker.transactions().initialize(ID, TIMEOUT_MS, null).join();
    }

    private static ProducerIdentity end(EmbeddedBroker broker, ProducerIdentity who, boolean commit) {
        return broker.transactions().end(ID, who, commit, 2).join();
    }

    private static void append(
            EmbeddedBroker broker, ProducerIdentity who, TopicPartition to, int sequence, long value) {
        Admitted admitted = Objects.requireNonNull(broker.admission()
                .ask(ID, who, Map.of(to, sequence), Admission.Client.LEAVES_ADDING)
                .join()
                .get(to));
        if (admitted.refusal() != null) {
            throw admitted.refusal();
        }
        CompletableFuture<Appended> done = broker.appendForeign(
                new Part(broker.partition(to), batch(who, sequence, value)), admitted.verification(), Acks.FLUSHED);
        done.join();
    }

    private void commitOffset(EmbeddedBroker broker, ProducerIdentity who, long value) {
        Committer nobody = new Committer("group", "", null, -1);
        broker.transactionalOffsets()
                .commit(
                        ID,
                        who,
                        nobody,
                        Map.of(OFFSETS_OF, new Committed(value, -1, "", now)),
                        Admission.Client.LEAVES_ADDING)
                .join();
    }

    /** One that was shut out gets nothing into the log, and ends nobody's transaction. */
    private void refuse(EmbeddedBroker broker, ProducerIdentity zombie) {
        assertThatThrownBy(() -> append(broker, zombie, OFFSETS_OF, 0, -1)).isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> commitOffset(broker, zombie, -1)).hasCauseInstanceOf(ApiException.class);
        assertThatThrownBy(() -> end(broker, zombie, true)).hasCauseInstanceOf(ApiException.class);
    }

    private void check(EmbeddedBroker broker, String where) {
        Map<TopicPartition, List<String>> found = new HashMap<>();
        for (int topic = 0; topic < TOPICS; topic++) {
            TopicPartition name = new TopicPartition("t" + topic, 0);
            PartitionLog log = broker.partition(name).log();
            assertThat(log.lastStableOffset())
                    .as("%s: nothing is open in %s", where, name)
                    .isEqualTo(log.highWatermark());
            found.put(name, committed(log));
        }
        attempts.forEach((value, attempt) -> {
            long present = attempt.partitions.stream()
                    .filter(it -> found.getOrDefault(it, List.of()).contains(value.toString()))
                    .count();
            int all = attempt.partitions.size();
            switch (attempt.outcome) {
                case COMMITTED ->
                    assertThat(present)
                            .as("%s: %d is committed in %s", where, value, found)
                            .isEqualTo(all);
                case PERHAPS ->
                    assertThat(present).as("%s: %d in %s", where, value, found).isIn(0L, (long) all);
                default ->
                    assertThat(present)
                            .as("%s: %d is not committed in %s", where, value, found)
                            .isZero();
            }
        });
        long expected = attempts.entrySet().stream()
                .filter(it -> found.getOrDefault(OFFSETS_OF, List.of())
                        .contains(it.getKey().toString()))
                .mapToLong(Map.Entry::getKey)
                .max()
                .orElse(-1);
        OffsetAndMetadata offset = broker.groups().committed("group").get(OFFSETS_OF);
        assertThat(offset == null ? -1 : offset.offset())
                .as("%s: the group's offset is that of the last transaction", where)
                .isEqualTo(expected);
    }

    private static List<String> committed(PartitionLog log) {
        List<String> values = new ArrayList<>();
        BatchReader reader = new BatchReader();
        for (long offset = log.logStartOffset(); offset < log.lastStableOffset(); ) {
            Fetched fetched = log.readCommitted(offset, 100_000, new ReadBuffer());
            ByteBuffer batches = fetched.batches();
            for (int at = batches.position(); at < batches.limit(); ) {
                BatchView batch = new BatchView(batches, at);
                reader.open(batch);
                while (!batch.isControl() && !fetched.aborted().contains(batch) && reader.next()) {
                    values.add(new String(Objects.requireNonNull(reader.value()), UTF_8));
                }
                offset = batch.nextOffset();
                at += batch.sizeInBytes();
            }
        }
        return values;
    }

    private static ByteBuffer batch(ProducerIdentity who, int sequence, long value) {
        BatchWriter writer = new BatchWriter(Codec.NONE, 100);
        writer.producer(who.id(), who.epoch(), sequence);
        writer.transactional();
        writer.append(1, null, Long.toString(value).getBytes(UTF_8));
        return writer.close();
    }

    private EmbeddedBroker open(FaultyDisk disk) {
        return EmbeddedBroker.open(
                BrokerSettings.parse(SETTINGS), () -> Instant.ofEpochMilli(now), path -> disk.root());
    }
}
