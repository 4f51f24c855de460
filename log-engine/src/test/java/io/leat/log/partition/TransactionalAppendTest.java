package io.leat.log.partition;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leat.log.disk.FaultyDisk;
import io.leat.log.record.BatchWriter;
import io.leat.log.record.Codec;
import io.leat.log.record.EndMarker;
import io.leat.testing.Seeded;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.TransactionCoordinatorFencedException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a partition takes of the producers of remote transactions, and of the coordinator that ends these. */
class TransactionalAppendTest extends PartitionLogFixture {
    private static final EndMarker COMMIT = new EndMarker(true, 3);
    private static final EndMarker ABORT = new EndMarker(false, 3);
    private static final long PRODUCER = 42;

    @Test
    void aTransactionHoldsTheLastStableOffsetUntilItsMarker() {
        try (PartitionLog log = open(LogConfig.DEFAULT, RecoveryHints.NONE)) {
            begin(log, 0, 0, false, "a", "b");
            log.append(batch("plain"), Origin.LOCAL);
            assertThat(log.lastStableOffset()).isZero();

            Placed marker = log.append(COMMIT, PRODUCER, (short) 0, 0);

            assertThat(marker.baseOffset()).as("a marker takes an offset").isEqualTo(3);
            assertThat(log.lastStableOffset()).isEqualTo(4);
            assertThat(log.abortedTransactions(0, 10)).isEmpty();
        }
    }

    @Test
    void anAbortIsInTheIndexWithWhereItBeganAndWhatWasStable() {
        try (PartitionLog log = open(LogConfig.DEFAULT, RecoveryHints.NONE)) {
            begin(log, 0, 0, false, "a");
            log.append(ABORT, PRODUCER, (short) 0, 0);
            log.append(ABORT, PRODUCER, (short) 0, 0); // Of nothing: an empty transaction is in no index.

            assertThat(log.abortedTransactions(0, 10)).singleElement().satisfies(it -> {
                assertThat(it.producerId()).isEqualTo(PRODUCER);
                assertThat(it.firstOffset()).isZero();
                assertThat(it.lastOffset()).isEqualTo(1);
                assertThat(it.lastStableOffset()).isEqualTo(2);
            });
        }
    }

    @Test
    void aBatchThatNobodyVerifiedBeginsNoTransaction() {
        try (PartitionLog log = open(LogConfig.DEFAULT, RecoveryHints.NONE)) {
            assertThatThrownBy(() -> log.append(transactional(0, 0, "a"), Origin.CLIENT))
                    .isInstanceOf(InvalidTxnStateException.class);
            assertThat(log.logEndOffset()).isZero();
        }
    }

    @Test
    void aMarkerMakesVoidWhatWasVerifiedBeforeItUnlessTheNextTransactionHasItsEpoch() {
        try (PartitionLog log = open(LogConfig.DEFAULT, RecoveryHints.NONE)) {
            Verification old = log.beginVerification(PRODUCER, (short) 0, 0, false);
            log.append(ABORT, PRODUCER, (short) 0, 0);
            assertThatThrownBy(() -> log.append(transactional(0, 0, "late"), Origin.CLIENT, old))
                    .isInstanceOf(InvalidTxnStateException.class);

            Verification next = log.beginVerification(PRODUCER, (short) 1, 0, true);
            log.append(ABORT, PRODUCER, (short) 1, 2);
            assertThat(log.append(transactional(1, 0, "next"), Origin.CLIENT, next)
                            .baseOffset())
                    .isEqualTo(2);
        }
    }

    @Test
    void anOpenTransactionNeedsNoFurtherVerification() {
        try (PartitionLog log = open(LogConfig.DEFAULT, RecoveryHints.NONE)) {
            begin(log, 0, 0, false, "a");

            assertThat(log.beginVerification(PRODUCER, (short) 0, 1, false)).isNull();
            assertThat(log.append(transactional(0, 1, "b"), Origin.CLIENT).baseOffset())
                    .isEqualTo(1);
        }
    }

    @Test
    void aFailedBatchFailsThoseSentAfterIt() {
        try (PartitionLog log = open(LogConfig.DEFAULT, RecoveryHints.NONE)) {
            log.beginVerification(PRODUCER, (short) 0, 5, false); // And then its batch was refused by the coordinator.
            Verification second = log.beginVerification(PRODUCER, (short) 0, 6, false);

            assertThatThrownBy(() -> log.append(transactional(0, 6, "second"), Origin.CLIENT, second))
                    .isInstanceOf(OutOfOrderSequenceException.class)
                    .hasMessageContaining("sequence 6, and 5 is next");
            Verification retry = log.beginVerification(PRODUCER, (short) 0, 5, false);
            log.append(transactional(0, 5, "first"), Origin.CLIENT, retry);
            log.append(transactional(0, 6, "second"), Origin.CLIENT);
            assertThat(values(log, 0)).containsExactly("0=first", "1=second");
        }
    }

    @Test
    void anUnknownProducerBeginsAnywhereButWithNewEpochsAtZero() {
        try (PartitionLog log = open(LogConfig.DEFAULT, RecoveryHints.NONE)) {
            Verification older = log.beginVerification(PRODUCER, (short) 7, 77, false);
            log.append(transactional(7, 77, "older client"), Origin.CLIENT, older);
            Verification newer = log.beginVerification(43, (short) 7, 77, true);
            assertThatThrownBy(() -> log.append(transactional(43, 7, 77, "newer"), Origin.CLIENT, newer))
                    .isInstanceOf(OutOfOrderSequenceException.class)
                    .hasMessageContaining("0 is next");
        }
    }

    @Test
    void aMarkerOfTheEpochThatWritesIsOneOfTheTransactionBeforeIfEachEndBumps() {
        try (PartitionLog log = open(LogConfig.DEFAULT, RecoveryHints.NONE)) {
            begin(log, 1, 0, true, "a");
            assertThatThrownBy(() -> log.append(COMMIT, PRODUCER, (short) 1, 2))
                    .isInstanceOf(InvalidProducerEpochException.class);
            assertThatThrownBy(() -> log.append(COMMIT, PRODUCER, (short) 0, 0))
                    .isInstanceOf(InvalidProducerEpochException.class);
            assertThat(log.lastStableOffset()).as("still open").isZero();

            log.append(COMMIT, PRODUCER, (short) 2, 2);
            assertThat(log.lastStableOffset()).isEqualTo(2);
            log.append(COMMIT, PRODUCER, (short) 2, 2); // Again, since nobody heard the answer.

            assertThatThrownBy(() -> log.append(transactional(1, 1, "zombie"), Origin.CLIENT))
                    .isInstanceOf(InvalidProducerEpochException.class);
            assertThatThrownBy(() -> log.beginVerification(PRODUCER, (short) 1, 1, true))
                    .isInstanceOf(InvalidProducerEpochException.class);
        }
    }

    @Test
    void aMarkerOfAnOlderCoordinatorIsFenced() {
        try (PartitionLog log = open(LogConfig.DEFAULT, RecoveryHints.NONE)) {
            begin(log, 0, 0, false, "a");
            log.append(ABORT, PRODUCER, (short) 0, 0);
            begin(log, 0, 1, false, "b");
            assertThatThrownBy(() -> log.append(new EndMarker(true, 2), PRODUCER, (short) 0, 0))
                    .isInstanceOf(TransactionCoordinatorFencedException.class);
            assertThat(log.lastStableOffset()).isEqualTo(2);
        }
    }

    @Test
    void aClientsTransactionalBatchNeedsAProducerIdAndMayNotBeAMarker() {
        try (PartitionLog log = open(LogConfig.DEFAULT, RecoveryHints.NONE)) {
            BatchWriter writer = new BatchWriter(Codec.NONE, 100);
            writer.transactional();
            writer.append(now, null, new byte[1]);
            ByteBuffer anonymous = writer.close();
            assertThatThrownBy(() -> log.append(anonymous, Origin.CLIENT)).isInstanceOf(InvalidRecordException.class);
            assertThatThrownBy(() -> log.append(COMMIT.batch(PRODUCER, (short) 0, now), Origin.CLIENT))
                    .isInstanceOf(InvalidRecordException.class);
        }
    }

    @Test
    void anIdleProducerIsForgottenButNeverWithATransactionOpen() {
        try (PartitionLog log = open(LogConfig.DEFAULT, RecoveryHints.NONE)) {
            begin(log, 0, 0, false, "a");
            log.append(sent(43, 0, "b"), Origin.LOCAL);
            now += LogConfig.DEFAULT.producerIdExpirationMs() + 1;
            log.forgetProducers();

            assertThat(log.activeProducers())
                    .containsExactly(new ActiveProducer(PRODUCER, (short) 0, 0, 1_000_000, -1, 0));
            log.append(ABORT, PRODUCER, (short) 1, 2);
            assertThat(log.activeProducers()).containsExactly(new ActiveProducer(PRODUCER, (short) 1, -1, now, 3, -1));
            now += LogConfig.DEFAULT.producerIdExpirationMs() + 1;
            log.forgetProducers();
            assertThat(log.activeProducers()).isEmpty();
        }
    }

    /** Several producers begin and end transactions by chance, with kills between: what is stable is what a model says. */
    @Seeded(20)
    void whateverHappensTheLastStableOffsetIsThatOfTheFirstOpenTransaction(long seed) {
        Random random = new Random(seed);
        FaultyDisk disk = new FaultyDisk(random);
        PartitionLog log = open(disk, RecoveryHints.NONE);
        Map<Long, Long> open = new HashMap<>();
        Map<Long, Integer> sequences = new HashMap<>();
        Map<Long, Short> epochs = new HashMap<>();
        List<List<Long>> aborted = new ArrayList<>();
        for (int step = 0; step < 150; step++) {
            long producer = random.nextInt(4);
            short epoch = epochs.getOrDefault(producer, (short) 0);
            switch (random.nextInt(6)) {
                case 0 -> {
                    boolean commit = random.nextBoolean();
                    epochs.put(producer, (short) (epoch + 1));
                    sequences.remove(producer);
                    long at = log.append(new EndMarker(commit, 0), producer, (short) (epoch + 1), 2)
                            .baseOffset();
                    Long first = open.remove(producer);
                    if (!commit && first != null) {
                        aborted.add(List.of(producer, first, at));
                    }
                }
                case 1 -> {
                    disk.kill();
                    log = open(disk, new RecoveryHints(false, 0, 0));
                }
                case 2 -> log.append(batch("plain"), Origin.LOCAL);
                default -> {
                    int sequence = sequences.getOrDefault(producer, 0);
                    @Nullable Verification verified = log.beginVerification(producer, epoch, sequence, true);
                    assertThat(verified == null).isEqualTo(open.containsKey(producer));
                    long at = log.append(transactional(producer, epoch, sequence, "x"), Origin.CLIENT, verified)
                            .baseOffset();
                    sequences.put(producer, sequence + 1);
                    open.putIfAbsent(producer, at);
                }
            }
            assertThat(log.lastStableOffset())
                    .isEqualTo(open.values().stream().mapToLong(it -> it).min().orElse(log.logEndOffset()));
        }
        assertThat(log.abortedTransactions(0, Long.MAX_VALUE).stream()
                        .map(it -> List.of(it.producerId(), it.firstOffset(), it.lastOffset())))
                .containsExactlyElementsOf(aborted);
    }

    private void begin(PartitionLog log, int epoch, int sequence, boolean bumpsEpochs, String... values) {
        Verification verified = log.beginVerification(PRODUCER, (short) epoch, sequence, bumpsEpochs);
        log.append(transactional(epoch, sequence, values), Origin.CLIENT, verified);
    }

    private ByteBuffer transactional(int epoch, int sequence, String... values) {
        return transactional(PRODUCER, epoch, sequence, values);
    }

    private ByteBuffer transactional(long producer, int epoch, int sequence, String... values) {
        BatchWriter writer = new BatchWriter(Codec.NONE, 100);
        writer.producer(producer, (short) epoch, sequence);
        writer.transactional();
        for (String value : values) {
            writer.append(now, null, value.getBytes(UTF_8));
        }
        return writer.close();
    }

    private ByteBuffer sent(long producer, int sequence, String value) {
        BatchWriter writer = new BatchWriter(Codec.NONE, 100);
        writer.producer(producer, (short) 0, sequence);
        writer.append(now, null, value.getBytes(UTF_8));
        return writer.close();
    }
}
