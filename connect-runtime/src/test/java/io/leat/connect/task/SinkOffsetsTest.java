package io.leat.connect.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class SinkOffsetsTest {
    private static final TopicPartition A = new TopicPartition("t", 0);
    private static final TopicPartition B = new TopicPartition("t", 1);
    private static final Set<TopicPartition> BOTH = Set.of(A, B);

    private final SinkOffsets offsets = new SinkOffsets();

    @Test
    void whatIsCommittedAlreadyIsNotCommittedAgain() {
        offsets.start(A, 5);
        assertThat(offsets.committable(Map.of(A, at(5)), BOTH)).isEmpty();

        offsets.delivered(Map.of(A, at(9)));

        assertThat(offsets.committable(Map.of(A, at(9)), BOTH)).isEqualTo(Map.of(A, at(9)));
        offsets.committed(Map.of(A, at(9)));
        assertThat(offsets.committable(Map.of(A, at(9)), BOTH)).isEmpty();
    }

    @Test
    void aTaskCannotCommitWhatItWasNotGivenOrDoesNotHave() {
        offsets.start(A, 0);
        offsets.delivered(Map.of(A, at(3), B, at(3)));

        assertThat(offsets.committable(Map.of(A, at(4)), BOTH)).isEmpty();
        assertThat(offsets.committable(Map.of(B, at(1)), BOTH)).isEmpty();
        assertThat(offsets.committable(Map.of(A, at(2)), Set.of(B))).isEmpty();
        assertThat(offsets.committable(Map.of(A, at(2)), BOTH)).isEqualTo(Map.of(A, at(2)));
    }

    @Test
    void aFlushThatFailedIsGoneBackBefore() {
        offsets.start(A, 2);
        offsets.delivered(Map.of(A, at(8)));

        assertThat(offsets.rewind()).isEqualTo(Map.of(A, at(2)));
        assertThat(offsets.delivered(List.of(A))).isEqualTo(Map.of(A, at(2)));
    }

    @Test
    void aPartitionThatWasTakenAwayIsForgotten() {
        offsets.start(A, 2);
        offsets.start(B, 4);
        offsets.forget(List.of(A));
        offsets.delivered(Map.of(A, at(8)));

        assertThat(offsets.delivered(BOTH)).isEqualTo(Map.of(B, at(4)));
    }

    private static OffsetAndMetadata at(long offset) {
        return new OffsetAndMetadata(offset);
    }
}
