package io.leat.log.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.leat.log.group.GroupRecord.OffsetCommitted;
import io.leat.log.group.GroupRecord.OffsetForgotten;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PendingOffsetsTest {
    private static final TopicPartition A = new TopicPartition("a", 0);

    private final GroupOffsetStore offsets = new GroupOffsetStore("g");

    @Test
    void whatATransactionCommitsIsTrueWhenItIsCommitted() {
        offsets.pend(1, committed(5));
        assertThat(offsets.all()).isEmpty();
        assertThat(offsets.unstable()).containsExactly(A);
        assertThat(offsets.isEmpty()).isFalse();
        offsets.end(1, true);
        assertThat(offsets.all().get(A)).isEqualTo(new Committed(5, -1, "", 0));
        assertThat(offsets.unstable()).isEmpty();
    }

    @Test
    void whatItAbortsIsForgotten() {
        offsets.pend(1, committed(5));
        offsets.end(1, false);
        offsets.end(1, true);
        assertThat(offsets.isEmpty()).isTrue();
    }

    @Test
    void aCommitThatWasLoggedLaterCountsAndTheTransactionMakesItUnstableStill() {
        offsets.pend(1, committed(5));
        offsets.apply(committed(6));
        assertThat(offsets.unstable()).containsExactly(A);
        offsets.end(1, true);
        assertThat(offsets.all().get(A)).isEqualTo(new Committed(6, -1, "", 0));
        offsets.pend(1, committed(7));
        offsets.apply(new OffsetForgotten("g", A));
        offsets.end(1, true);
        assertThat(offsets.all()).isEmpty();
    }

    @Test
    void ofTwoTransactionsTheOneThatLoggedLaterCountsWhicheverEndsFirst() {
        offsets.pend(1, committed(5));
        offsets.pend(2, committed(9));
        offsets.end(2, true);
        assertThat(offsets.unstable()).containsExactly(A);
        offsets.end(1, true);
        assertThat(offsets.all().get(A)).isEqualTo(new Committed(9, -1, "", 0));
    }

    private static OffsetCommitted committed(long offset) {
        return new OffsetCommitted("g", A, offset, -1, "", 0);
    }
}
