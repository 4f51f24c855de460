package io.leat.log.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leat.log.disk.FaultyDisk;
import io.leat.log.partition.PartitionLog;
import io.leat.log.record.BatchWriter;
import io.leat.log.record.Codec;
import io.leat.log.settings.BrokerSettings;
import io.leat.log.transaction.ProducerIdentity;
import io.leat.log.transaction.Transaction;
import io.leat.log.transaction.TransactionState;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A decision is durable before anything follows from it: else a power cut could take it back, and leave one of its markers. */
@Timeout(60)
class TransactionDecisionTest {
    private static final String ID = "tx";
    private static final TopicPartition PARTITION = new TopicPartition("t", 0);
    private static final TopicPartition OTHER = new TopicPartition("other", 0);

    private final EmbeddedBroker broker = EmbeddedBroker.open(
            BrokerSettings.parse(Map.of("log.dirs", "d", "transaction.state.log.num.partitions", "1")),
            InstantSource.system(),
            path -> new FaultyDisk(new Random(1)).root());

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noMarkerIsWrittenBeforeTheDecisionIsFlushed(boolean commit) {
        broker.topics().create(new NewTopic(PARTITION.topic(), 1, (short) 1));
        broker.topics().create(new NewTopic(OTHER.topic(), 1, (short) 1));
        ProducerIdentity who = broker.transactions().initialize(ID, 1_000, null).join();
        begin(who);
        PartitionLog log = broker.partition(PARTITION).log();
        long end = log.highWatermark();

        CountDownLatch flushes = holdFlushes();
        CompletableFuture<ProducerIdentity> answer = broker.transactions().end(ID, who, commit, 2);
        assertThat(broker.transactions().find(ID).map(Transaction::state))
                .hasValue(commit ? TransactionState.PREPARE_COMMIT : TransactionState.PREPARE_ABORT);
        await().during(Duration.ofMillis(300)).until(() -> log.highWatermark() == end && !answer.isDone());

        flushes.countDown();
        assertThat(answer.join().epoch()).isGreaterThan(who.epoch());
        await().until(() -> log.highWatermark() == end + 1 && log.lastStableOffset() == end + 1);
        broker.close();
    }

    private void begin(ProducerIdentity who) {
        Admitted admitted = Objects.requireNonNull(broker.admission()
                .ask(ID, who, Map.of(PARTITION, 0), Admission.Client.LEAVES_ADDING)
                .join()
                .get(PARTITION));
        BatchWriter writer = new BatchWriter(Codec.NONE, 100);
        writer.producer(who.id(), who.epoch(), 0);
        writer.transactional();
        writer.append(1, null, "v".getBytes(UTF_8));
        Part part = new Part(broker.partition(PARTITION), writer.close());
        assertThat(broker.appendForeign(part, admitted.verification(), Acks.WRITTEN)
                        .join()
                        .baseOffset())
                .isZero();
    }

    /** Holds the thread that flushes until the latch that is returned is counted down. */
    private CountDownLatch holdFlushes() {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        while (held.getCount() > 0) {
            Part part = new Part(broker.partition(OTHER), Batches.of("v"));
            CompletableFuture<Void> told = broker.appendForeign(part, null, Acks.FLUSHED)
                    .thenRun(() -> {
                        if (Thread.currentThread().getName().equals("log-flush")) { // Else it was too quick for us.
                            held.countDown();
                            awaitQuietly(release);
                        }
                    });
            await().until(() -> told.isDone() || held.getCount() == 0);
        }
        return release;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
