package io.leat.log.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.leat.log.history.Anomaly.Kind;
import io.leat.log.history.Event.AtRest;
import io.leat.log.history.Event.CommitUnknown;
import io.leat.log.history.Event.Committed;
import io.leat.log.history.Event.Committing;
import io.leat.log.history.Event.Polled;
import io.leat.log.history.Event.Positioned;
import io.leat.log.history.Event.Seen;
import io.leat.log.history.Event.SendUnknown;
import io.leat.log.history.Event.Sending;
import io.leat.log.history.Event.Sent;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** The checker can fail: each anomaly, in the smallest history that has it, is found, and it alone. */
class HistoryCheckerTest {
    private static final TopicPartition P = new TopicPartition("p", 0);
    private static final TopicPartition Q = new TopicPartition("q", 0);

    private final List<Event> history = new ArrayList<>();

    @Test
    void aHistoryAsItMustBeHasNoAnomaly() {
        plain("v1");
        sent("v1", 0);
        plain("v2");
        history.add(new SendUnknown("v2", "timed out"));
        transactional("v3", "tx");
        history.add(new Committing("tx"));
        sent("v3", 2);
        polled("reader", true, at(0, "v1"), at(2, "v3"));
        history.add(new Committed("tx"));
        transactional("v4", "given up");
        polled("dirty", false, at(0, "v1"), at(2, "v3"), at(4, "v4"));
        history.add(new Positioned("dirty", List.of(P)));
        polled("dirty", false, at(0, "v1"));
        rest(List.of(at(0, "v1"), at(2, "v3"), at(4, "v4")), List.of(at(0, "v1"), at(2, "v3")));
        assertThat(HistoryChecker.check(history)).isEmpty();
    }

    @Test
    void aCommitThatWasNotAnsweredMayBeEither() {
        transactional("v1", "tx");
        history.add(new Committing("tx"));
        history.add(new CommitUnknown("tx", "timed out"));
        List<Event> begun = List.copyOf(history);
        rest(List.of(at(0, "v1")), List.of(at(0, "v1")));
        assertThat(HistoryChecker.check(history)).isEmpty();
        history.clear();
        history.addAll(begun);
        rest(List.of(at(0, "v1")), List.of());
        assertThat(HistoryChecker.check(history)).isEmpty();
    }

    @Test
    void anAcknowledgedRecordThatIsNotThereIsLost() {
        plain("v1");
        sent("v1", 0);
        rest(List.of(), List.of());
        expect(Kind.LOST_WRITE);
    }

    @Test
    void aRecordOfACommittedTransactionThatNobodyMayReadIsLost() {
        transactional("v1", "tx");
        history.add(new Committing("tx"));
        history.add(new Committed("tx"));
        rest(List.of(at(0, "v1")), List.of());
        expect(Kind.LOST_WRITE);
    }

    @Test
    void aRecordThatWasAppendedTwiceIsADuplicate() {
        plain("v1");
        rest(List.of(at(0, "v1"), at(1, "v1")), List.of(at(0, "v1")));
        expect(Kind.DUPLICATE);
    }

    @Test
    void aRecordThatIsNotWhereItWasAcknowledgedIsADuplicate() {
        plain("v1");
        sent("v1", 3);
        rest(List.of(at(0, "v1")), List.of(at(0, "v1")));
        expect(Kind.DUPLICATE, Kind.DUPLICATE);
    }

    @Test
    void aCommittedReadOfWhatNobodyCommittedIsAnAbortedRead() {
        transactional("v1", "tx");
        polled("reader", true, at(0, "v1"));
        rest(List.of(at(0, "v1")), List.of());
        expect(Kind.ABORTED_READ);
    }

    @Test
    void aCommittedReadBeforeTheCommitWasAskedForIsAPrecommittedRead() {
        transactional("v1", "tx");
        polled("reader", true, at(0, "v1"));
        history.add(new Committing("tx"));
        rest(List.of(at(0, "v1")), List.of(at(0, "v1")));
        expect(Kind.PRECOMMITTED_READ);
    }

    @Test
    void twoValuesAtOneOffsetAreInconsistent() {
        plain("v1");
        history.add(new Sending("another", "v2", "", P));
        polled("reader", false, at(0, "v1"));
        polled("other", false, at(0, "v2"));
        rest(List.of(at(0, "v1")), List.of(at(0, "v1")));
        expect(Kind.INCONSISTENT_OFFSET);
    }

    @Test
    void aConsumerThatGoesBackByItselfIsNotMonotonic() {
        plain("v1");
        plain("v2");
        polled("reader", false, at(0, "v1"), at(1, "v2"));
        polled("reader", false, at(1, "v2"));
        rest(List.of(at(0, "v1"), at(1, "v2")), List.of(at(0, "v1"), at(1, "v2")));
        expect(Kind.NONMONOTONIC_POLL);
    }

    @Test
    void aReaderThatPassesOverARecordHasSkippedIt() {
        plain("v1");
        plain("v2");
        plain("v3");
        polled("reader", false, at(0, "v1"), at(2, "v3"));
        rest(List.of(at(0, "v1"), at(1, "v2"), at(2, "v3")), List.of(at(0, "v1"), at(1, "v2"), at(2, "v3")));
        expect(Kind.SKIPPED_POLL);
    }

    @Test
    void whatAnotherMemberOfTheGroupReadIsNotSkipped() {
        plain("v1");
        plain("v2");
        history.add(new Polled("group", "member-1", false, P, List.of(at(0, "v1"))));
        history.add(new Polled("group", "member-2", false, P, List.of(at(1, "v2"))));
        rest(List.of(at(0, "v1"), at(1, "v2")), List.of(at(0, "v1"), at(1, "v2")));
        assertThat(HistoryChecker.check(history)).isEmpty();
    }

    @Test
    void recordsOfOneProducerInAnotherOrderAreNotMonotonic() {
        plain("v1");
        plain("v2");
        sent("v2", 0);
        sent("v1", 1);
        rest(List.of(at(0, "v2"), at(1, "v1")), List.of(at(0, "v2"), at(1, "v1")));
        expect(Kind.NONMONOTONIC_SEND);
    }

    @Test
    void aRecordThatNobodySentIsAPhantom() {
        polled("reader", false, at(0, "v1"));
        rest(List.of(), List.of());
        expect(Kind.PHANTOM);
    }

    @Test
    void aRecordInAnotherPartitionThanItsOwnIsAPhantom() {
        history.add(new Sending("w", "v1", "", Q));
        polled("reader", false, at(0, "v1"));
        rest(List.of(), List.of());
        expect(Kind.PHANTOM);
    }

    @Test
    void aTransactionOfWhichAPartIsCommittedIsTorn() {
        transactional("v1", "tx");
        transactional("v2", "tx");
        history.add(new Committing("tx"));
        history.add(new CommitUnknown("tx", "timed out"));
        rest(List.of(at(0, "v1"), at(1, "v2")), List.of(at(0, "v1")));
        expect(Kind.TORN_TRANSACTION);
    }

    @Test
    void twoCommittedCopiesOfARecordAreOneTooMany() {
        plain("v1");
        copy("v1>c1", "tx1");
        copy("v1>c2", "tx2");
        rest(List.of(at(0, "v1")), List.of(at(0, "v1")));
        restOfCopies(at(0, "v1>c1"), at(2, "v1>c2"));
        expect(Kind.DUPLICATE_COPY);
    }

    @Test
    void aRecordWithoutItsCopyWasNotCopied() {
        plain("v1");
        plain("v2");
        copy("v1>c1", "tx1");
        rest(List.of(at(0, "v1"), at(1, "v2")), List.of(at(0, "v1"), at(1, "v2")));
        restOfCopies(at(0, "v1>c1"));
        expect(Kind.LOST_COPY);
    }

    private void plain(String value) {
        history.add(new Sending("w", value, "", P));
    }

    private void transactional(String value, String transaction) {
        history.add(new Sending("w-" + transaction, value, transaction, P));
    }

    private void copy(String value, String transaction) {
        history.add(new Sending("copier", value, transaction, Q));
        history.add(new Committing(transaction));
        history.add(new Committed(transaction));
    }

    private void sent(String value, long offset) {
        history.add(new Sent(value, P, offset));
    }

    private void polled(String consumer, boolean committedOnly, Seen... records) {
        history.add(new Polled(consumer, consumer, committedOnly, P, List.of(records)));
    }

    private void rest(List<Seen> all, List<Seen> committed) {
        history.add(new AtRest(false, P, all));
        history.add(new AtRest(true, P, committed));
    }

    private void restOfCopies(Seen... copies) {
        history.add(new AtRest(false, Q, List.of(copies)));
        history.add(new AtRest(true, Q, List.of(copies)));
    }

    private static Seen at(long offset, String value) {
        return new Seen(offset, value);
    }

    private void expect(Kind... kinds) {
        assertThat(HistoryChecker.check(history)).extracting(Anomaly::kind).containsExactly(kinds);
    }
}
