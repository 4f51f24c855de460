package io.leat.log.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.leat.log.partition.ProducerState.Verdict;
import io.leat.log.record.BatchView;
import io.leat.log.record.BatchWriter;
import io.leat.log.record.Codec;
import io.leat.testing.Seeded;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class ProducerStateTest {

    @Test
    void anUnknownProducerMayBeginWithAnySequence() {
        assertThat(judge(ProducerState.unknown(42), batch(0, 77, 3))).isInstanceOf(Verdict.Append.class);
    }

    @Test
    void aRetryOfOneOfTheLastFiveBatchesHasItsFirstOffset() {
        ProducerState state = ProducerState.unknown(42);
        for (int i = 0; i < 6; i++) {
            state = after(state, batch(0, 10 * i, 10), 100 + 10 * i);
        }
        for (int i = 1; i < 6; i++) {
            assertThat(judge(state, batch(0, 10 * i, 10)))
                    .isInstanceOfSatisfying(
                            Verdict.AlreadyWritten.class,
                            written -> assertThat(written.sent().lastOffset() - 9)
                                    .isEqualTo(written.sent().baseOffset()));
        }
        assertThat(refused(state, batch(0, 0, 10))).isInstanceOf(OutOfOrderSequenceException.class);
    }

    @Test
    void aGapIsRefusedAndSaysWhatIsNext() {
        assertThat(refused(after(ProducerState.unknown(42), batch(0, 0, 3), 0), batch(0, 7, 1)))
                .isInstanceOf(OutOfOrderSequenceException.class)
                .hasMessageContaining("sends sequence 7, and 3 is next");
    }

    @Test
    void sequencesWrapToZeroAndNotToANegative() {
        ProducerState state = after(ProducerState.unknown(42), batch(0, Integer.MAX_VALUE - 1, 2), 0);
        assertThat(judge(state, batch(0, 0, 1))).isInstanceOf(Verdict.Append.class);
        ProducerState over = after(ProducerState.unknown(42), batch(0, Integer.MAX_VALUE - 1, 5), 0);
        assertThat(judge(over, batch(0, 3, 1))).isInstanceOf(Verdict.Append.class);
    }

    @Test
    void anOlderEpochIsFencedAndANewerOneBeginsAtZero() {
        ProducerState state = after(ProducerState.unknown(42), batch(2, 0, 1), 0);
        assertThat(refused(state, batch(1, 1, 1))).isInstanceOf(InvalidProducerEpochException.class);
        assertThat(refused(state, batch(3, 1, 1))).isInstanceOf(OutOfOrderSequenceException.class);
        assertThat(judge(state, batch(3, 0, 1))).isInstanceOf(Verdict.Append.class);
    }

    @Test
    void anOpenTransactionTakesNoOtherBatches() {
        BatchView inTransaction = batch(0, 0, 1, true);
        ProducerState state = after(ProducerState.unknown(42), inTransaction, 9);
        assertThat(state.firstOffset()).isEqualTo(9);
        assertThat(refused(state, batch(0, 1, 1))).isInstanceOf(InvalidTxnStateException.class);
    }

    @Seeded(6)
    void whateverIsRetriedEachSequenceIsAppendedOnce(long seed) {
        Random random = new Random(seed);
        ProducerState state = after(ProducerState.unknown(42), batch(0, 0, 1), 0);
        for (int next = 1; next < 500; ) {
            int sent = next - random.nextInt(Math.min(next, ProducerState.REMEMBERED) + 1);
            Verdict verdict = judge(state, batch(0, sent, 1));
            assertThat(verdict).isInstanceOf(sent < next ? Verdict.AlreadyWritten.class : Verdict.Append.class);
            if (verdict instanceof Verdict.Append) {
                state = after(state, batch(0, sent, 1), next++);
            }
        }
    }

    @Test
    void aSnapshotKeepsTheLastBatchAndAFlippedBitInItIsFound() {
        ProducerStates states = new ProducerStates();
        states.apply(placed(batch(4, 0, 3), 0));
        states.apply(placed(batch(4, 3, 2), 3));
        byte[] bytes = ProducerSnapshot.write(states.all());
        List<ProducerState> read = ProducerSnapshot.read("s", bytes);
        assertThat(read).hasSize(1);
        assertThat(judge(read.get(0), batch(4, 3, 2))).isInstanceOf(Verdict.AlreadyWritten.class);
        assertThat(judge(read.get(0), batch(4, 5, 1))).isInstanceOf(Verdict.Append.class);
        for (int at = 0; at < bytes.length; at++) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= 1;
            Assertions.assertThatThrownBy(() -> ProducerSnapshot.read("s", damaged))
                    .isInstanceOf(CorruptRecordException.class);
        }
    }

    @Test
    void whatIsTakenBackWasNeverThere() {
        ProducerStates states = new ProducerStates();
        states.apply(placed(batch(0, 0, 1, true), 5));
        states.settle();
        List<ProducerState> before = List.copyOf(states.all());
        int mark = states.mark();
        states.apply(placed(batch(0, 1, 1, true), 6));
        states.apply(placed(batch(1, 0, 1, true), 7));
        states.undoTo(mark);
        assertThat(states.all()).containsExactlyElementsOf(before);
        assertThat(states.firstUndecided(100)).isEqualTo(5);
    }

    private static Verdict judge(ProducerState state, BatchView batch) {
        return state.judge(batch, true);
    }

    private static ApiException refused(ProducerState state, BatchView batch) {
        return ((Verdict.Refused) judge(state, batch)).reason();
    }

    private static ProducerState after(ProducerState state, BatchView batch, long offset) {
        return state.after(placed(batch, offset));
    }

    private static BatchView placed(BatchView batch, long offset) {
        batch.place(offset, 0);
        return batch;
    }

    private static BatchView batch(int epoch, int sequence, int records) {
        return batch(epoch, sequence, records, false);
    }

    private static BatchView batch(int epoch, int sequence, int records, boolean transactional) {
        BatchWriter writer = new BatchWriter(Codec.NONE, 64);
        writer.producer(42, (short) epoch, sequence);
        if (transactional) {
            writer.transactional();
        }
        for (int i = 0; i < records; i++) {
            writer.append(1, null, null);
        }
        return BatchView.at(writer.close());
    }
}
