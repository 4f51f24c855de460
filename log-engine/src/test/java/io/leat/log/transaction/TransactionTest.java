package io.leat.log.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.ConcurrentTransactionsException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransactionTest {
    private static final Set<TopicPartition> A = Set.of(new TopicPartition("a", 0));
    private static final Set<TopicPartition> B = Set.of(new TopicPartition("b", 1));
    private final Transaction fresh =
            Transaction.unused("tx", 7, 60_000, 100).initialize(null, 60_000, TransactionTest::noNewId, 100);

    @Test
    void aNewIdBeginsWithEpochZeroAndEachProducerAfterItGetsTheNext() {
        assertThat(fresh.producer()).isEqualTo(new ProducerIdentity(7, (short) 0));
        assertThat(fresh.state()).isEqualTo(TransactionState.EMPTY);
        Transaction second = fresh.initialize(null, 30_000, TransactionTest::noNewId, 200);
        assertThat(second.producer()).isEqualTo(new ProducerIdentity(7, (short) 1));
        assertThat(second.timeoutMs()).isEqualTo(30_000);
    }

    @Test
    void whoComesWhileOneIsOpenHasItAbortedFirst() {
        Transaction aborting = ongoing(2).initialize(null, 60_000, TransactionTest::noNewId, 300);
        assertThat(aborting.state()).isEqualTo(TransactionState.PREPARE_ABORT);
        assertThat(aborting.producer().epoch()).as("taken from who has it").isEqualTo((short) 1);
        assertThatThrownBy(() -> aborting.initialize(null, 60_000, TransactionTest::noNewId, 300))
                .isInstanceOf(ConcurrentTransactionsException.class);
        assertThat(aborting.complete(400)
                        .initialize(null, 60_000, TransactionTest::noNewId, 500)
                        .producer()
                        .epoch())
                .isEqualTo((short) 2);
    }

    @Test
    void aProducerThatSaysWhoItWasGetsTheNextEpochAlsoIfItAsksTwice() {
        Transaction bumped = fresh.initialize(producer(0), 60_000, TransactionTest::noNewId, 200);
        assertThat(bumped.producer()).isEqualTo(producer(1));
        assertThat(bumped.initialize(producer(0), 60_000, TransactionTest::noNewId, 300)
                        .producer())
                .as("it did not hear the answer")
                .isEqualTo(producer(1));
        Transaction taken = bumped.initialize(null, 60_000, TransactionTest::noNewId, 300);
        assertThatThrownBy(() -> taken.initialize(producer(1), 60_000, TransactionTest::noNewId, 300))
                .isInstanceOf(ProducerFencedException.class);
        assertThatThrownBy(() ->
                        taken.initialize(new ProducerIdentity(8, (short) 2), 60_000, TransactionTest::noNewId, 300))
                .isInstanceOf(ProducerFencedException.class);
    }

    @Test
    void aZombieThatAsksForTheNextEpochDoesNotAbortWhatItsSuccessorHasOpen() {
        Transaction successors = add(fresh.initialize(null, 60_000, TransactionTest::noNewId, 200), 1, A, 2)
                .orElseThrow();
        assertThatThrownBy(() -> successors.initialize(producer(0), 60_000, TransactionTest::noNewId, 300))
                .isInstanceOf(ProducerFencedException.class);
    }

    @Test
    void usedUpEpochsEndInANewProducerId() {
        Transaction last = withEpoch(fresh, ProducerIdentity.LAST_USABLE);
        assertThat(last.initialize(null, 60_000, () -> 99, 200).producer())
                .isEqualTo(new ProducerIdentity(99, (short) 0));

        Transaction prepared = end(add(last, 32766, A, 2).orElseThrow(), 32766, true, 2, () -> 99)
                .orElseThrow();
        assertThat(prepared.producer()).as("the markers' epoch").isEqualTo(producer(Short.MAX_VALUE));
        assertThat(prepared.successor()).isEqualTo(new ProducerIdentity(99, (short) 0));
        Transaction done = prepared.complete(400);
        assertThat(done.producer()).isEqualTo(new ProducerIdentity(99, (short) 0));
        assertThat(end(done, 32766, true, 2, TransactionTest::noNewId))
                .as("asked again")
                .isEmpty();
        assertThatThrownBy(() -> end(done, 32766, false, 2, TransactionTest::noNewId))
                .isInstanceOf(InvalidTxnStateException.class);
    }

    @Test
    void theFirstPartitionBeginsItAndAPartitionIsAddedOnce() {
        Transaction began = add(fresh, 0, A, 0).orElseThrow();
        assertThat(began.state()).isEqualTo(TransactionState.ONGOING);
        assertThat(began.startedAt()).isEqualTo(300);
        assertThat(add(began, 0, A, 0)).isEmpty();
        Transaction more = began.add(producer(0), B, 0, 999).orElseThrow();
        assertThat(more.partitions()).hasSize(2);
        assertThat(more.startedAt()).isEqualTo(300);
        assertThat(more.missing(producer(0), Set.of(new TopicPartition("a", 0), new TopicPartition("c", 0))))
                .containsExactly(new TopicPartition("c", 0));
    }

    @Test
    void onlyItsProducerMayAddAndOnlyWhenTheLastOneIsComplete() {
        assertThatThrownBy(() -> add(fresh, 1, A, 0)).isInstanceOf(ProducerFencedException.class);
        assertThatThrownBy(() -> fresh.add(new ProducerIdentity(8, (short) 0), A, 0, 300))
                .isInstanceOf(InvalidPidMappingException.class);
        Transaction prepared =
                end(ongoing(2), 0, true, 2, TransactionTest::noNewId).orElseThrow();
        assertThatThrownBy(() -> add(prepared, 1, A, 2)).isInstanceOf(ConcurrentTransactionsException.class);
        assertThatThrownBy(() -> prepared.missing(producer(1), A)).isInstanceOf(ConcurrentTransactionsException.class);
        assertThat(add(prepared.complete(400), 1, B, 2).orElseThrow().partitions())
                .isEqualTo(B);
    }

    @Test
    void anOlderClientKeepsItsEpochAndMayRepeatItsDecision() {
        Transaction prepared =
                end(ongoing(1), 0, true, 1, TransactionTest::noNewId).orElseThrow();
        assertThat(prepared.producer()).isEqualTo(producer(0));
        assertThatThrownBy(() -> end(prepared, 0, true, 1, TransactionTest::noNewId))
                .isInstanceOf(ConcurrentTransactionsException.class);
        Transaction done = prepared.complete(400);
        assertThat(done.partitions()).isEmpty();
        assertThat(end(done, 0, true, 1, TransactionTest::noNewId)).isEmpty();
        assertThatThrownBy(() -> end(done, 0, false, 1, TransactionTest::noNewId))
                .isInstanceOf(InvalidTxnStateException.class);
        assertThatThrownBy(() -> end(fresh, 0, false, 1, TransactionTest::noNewId))
                .isInstanceOf(InvalidTxnStateException.class);
        assertThatThrownBy(() -> end(ongoing(1), 1, true, 1, TransactionTest::noNewId))
                .isInstanceOf(ProducerFencedException.class);
    }

    /** The table of KIP-890: {@code behind} is whether the request has the epoch before the current one, as a repeated one has. */
    @ParameterizedTest(name = "{0}, commit: {1}, epoch behind: {2} → {3}")
    @CsvSource({
        "EMPTY, false, true, FENCED",
        "EMPTY, true, true, FENCED",
        "EMPTY, false, false, ABORTED",
        "EMPTY, true, false, REFUSED",
        "ONGOING, false, true, FENCED",
        "ONGOING, true, true, FENCED",
        "ONGOING, false, false, ABORTED",
        "ONGOING, true, false, COMMITTED",
        "PREPARE_COMMIT, true, true, WAIT",
        "PREPARE_COMMIT, false, true, WAIT",
        "PREPARE_COMMIT, true, false, WAIT",
        "PREPARE_COMMIT, false, false, WAIT",
        "PREPARE_ABORT, false, true, WAIT",
        "PREPARE_ABORT, true, true, WAIT",
        "PREPARE_ABORT, true, false, WAIT",
        "PREPARE_ABORT, false, false, WAIT",
        "COMPLETE_COMMIT, true, true, DONE",
        "COMPLETE_COMMIT, false, true, REFUSED",
        "COMPLETE_COMMIT, true, false, REFUSED",
        "COMPLETE_COMMIT, false, false, ABORTED",
        "COMPLETE_ABORT, false, true, DONE",
        "COMPLETE_ABORT, true, true, REFUSED",
        "COMPLETE_ABORT, true, false, REFUSED",
        "COMPLETE_ABORT, false, false, ABORTED"
    })
    void withNewEpochsARepeatedDecisionIsToldFromTheNextOne(
            TransactionState state, boolean commit, boolean behind, String expected) {
        Transaction current = inState(state);
        int epoch = current.producer().epoch() - (behind ? 1 : 0);
        assertThat(outcome(current, epoch, commit)).isEqualTo(expected);
    }

    @Test
    void aDecisionBumpsTheEpochAndItsMarkersHaveTheNewOne() {
        Transaction prepared =
                end(ongoing(2), 0, true, 2, TransactionTest::noNewId).orElseThrow();
        assertThat(prepared.producer()).isEqualTo(producer(1));
        assertThat(prepared.partitions()).isEqualTo(A);
        assertThat(prepared.complete(400).producer()).isEqualTo(producer(1));
    }

    @Test
    void aTransactionOpenForTooLongIsTakenFromItsProducer() {
        Transaction open = ongoing(1);
        assertThat(open.isTimedOut(300 + 60_000)).isFalse();
        assertThat(open.isTimedOut(301 + 60_000)).isTrue();
        Transaction aborted = open.abort(TransactionTest::noNewId, 70_000);
        assertThat(aborted.producer()).isEqualTo(producer(1));
        assertThatThrownBy(() -> add(aborted.complete(70_001), 0, A, 1)).isInstanceOf(ProducerFencedException.class);
        assertThat(aborted.isTimedOut(Long.MAX_VALUE)).isFalse();
    }

    @Test
    void anIdIsForgottenWhenItIsIdleForLongAndNeverWithATransactionOpen() {
        assertThat(fresh.isExpired(100 + 999, 1000)).isFalse();
        assertThat(fresh.isExpired(100 + 1000, 1000)).isTrue();
        assertThat(ongoing(2).isExpired(Long.MAX_VALUE, 1000)).isFalse();
        assertThat(inState(TransactionState.PREPARE_COMMIT).isExpired(Long.MAX_VALUE, 1000))
                .isFalse();
        assertThat(inState(TransactionState.COMPLETE_ABORT).isExpired(Long.MAX_VALUE, 1000))
                .isTrue();
    }

    private static String outcome(Transaction current, int epoch, boolean commit) {
        try {
            return end(current, epoch, commit, 2, TransactionTest::noNewId)
                    .map(next -> next.state() == TransactionState.PREPARE_COMMIT ? "COMMITTED" : "ABORTED")
                    .orElse("DONE");
        } catch (ProducerFencedException e) {
            return "FENCED";
        } catch (ConcurrentTransactionsException e) {
            return "WAIT";
        } catch (ApiException e) {
            assertThat(e).isInstanceOf(InvalidTxnStateException.class);
            return "REFUSED";
        }
    }

    /** In transaction version 2, with an epoch that has one before it. */
    private Transaction inState(TransactionState state) {
        Transaction second = fresh.initialize(null, 60_000, TransactionTest::noNewId, 200);
        Transaction open = add(second, 1, A, 2).orElseThrow();
        Transaction committing = end(open, 1, true, 2, TransactionTest::noNewId).orElseThrow();
        Transaction aborting = end(open, 1, false, 2, TransactionTest::noNewId).orElseThrow();
        return switch (state) {
            case EMPTY -> second;
            case ONGOING -> open;
            case PREPARE_COMMIT -> committing;
            case PREPARE_ABORT -> aborting;
            case COMPLETE_COMMIT -> committing.complete(400);
            case COMPLETE_ABORT -> aborting.complete(400);
            case DEAD, PREPARE_EPOCH_FENCE -> throw new IllegalArgumentException("never logged: " + state);
        };
    }

    private static long noNewId() {
        throw new AssertionError("no new producer id is needed");
    }

    private Transaction ongoing(int version) {
        return add(fresh, 0, A, version).orElseThrow();
    }

    private static Optional<Transaction> add(Transaction current, int epoch, Set<TopicPartition> added, int version) {
        return current.add(producer(epoch), added, version, 300);
    }

    private static Optional<Transaction> end(
            Transaction current, int epoch, boolean commit, int version, LongSupplier newId) {
        return current.end(producer(epoch), commit, version, newId, 350);
    }

    private static Transaction withEpoch(Transaction it, short epoch) {
        return new Transaction(
                it.id(),
                producer(epoch),
                it.previousProducerId(),
                it.nextProducerId(),
                it.lastEpoch(),
                it.timeoutMs(),
                it.state(),
                it.partitions(),
                it.startedAt(),
                it.updatedAt(),
                it.version());
    }

    private static ProducerIdentity producer(int epoch) {
        return new ProducerIdentity(7, (short) epoch);
    }
}
