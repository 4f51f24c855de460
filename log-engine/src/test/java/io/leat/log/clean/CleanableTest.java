package io.leat.log.clean;

import static org.assertj.core.api.Assertions.assertThat;

import io.leat.log.clean.Cleanable.Facts;
import io.leat.log.clean.Cleanable.Sealed;
import io.leat.log.partition.LogConfig.Compaction;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Three sealed segments of 100 offsets and 1000 bytes, written at times 1000 to 1999, 2000 to 2999 and 3000 to 3999. */
class CleanableTest {
    private static final Compaction ANY = new Compaction(0, 0, Long.MAX_VALUE, 0);
    private static final long NOW = 10_000;

    @Test
    void whatWasNeverCleanedIsDirtyUpToTheActiveSegment() {
        assertThat(of(-1, 0, 350, ANY)).isEqualTo(new Cleanable(0, 300, 0, 3000, false));
    }

    @Test
    void theCheckpointDividesCleanFromDirty() {
        Cleanable found = of(200, 0, 350, ANY);
        assertThat(found).isEqualTo(new Cleanable(200, 300, 2000, 1000, false));
        assertThat(found.ratio()).isEqualTo(1.0 / 3);
    }

    @Test
    void aCheckpointOutsideOfTheLogIsNotBelieved() {
        assertThat(of(351, 0, 350, ANY).firstDirty()).isZero();
        assertThat(of(50, 120, 350, ANY).firstDirty()).isEqualTo(120);
    }

    @Test
    void nothingFromTheLastStableOffsetOnIsCleaned() {
        assertThat(of(-1, 0, 299, ANY)).isEqualTo(new Cleanable(0, 200, 0, 2000, false));
        assertThat(of(-1, 0, 99, ANY).isDue(0)).isFalse();
    }

    @Test
    void aSegmentWithARecordYoungerThanTheMinimumLagIsNotCleanedNorWhatFollows() {
        assertThat(of(-1, 0, 350, new Compaction(0, NOW - 2998, Long.MAX_VALUE, 0))
                        .firstUncleanable())
                .isEqualTo(100);
        assertThat(of(-1, 0, 350, new Compaction(0, NOW - 2999, Long.MAX_VALUE, 0))
                        .firstUncleanable())
                .isEqualTo(200);
    }

    @Test
    void itIsDueWhenMoreThanTheRatioIsDirtyOrARecordHasWaitedTooLong() {
        Cleanable third = of(200, 0, 350, ANY);
        assertThat(third.isDue(0.33)).isTrue();
        assertThat(third.isDue(0.34)).isFalse();
        assertThat(of(200, 0, 350, new Compaction(0, 0, NOW - 3001, 0)).isDue(0.34))
                .isTrue();
        assertThat(of(200, 0, 350, new Compaction(0, 0, NOW - 3000, 0)).isDue(0.34))
                .isFalse();
        assertThat(of(300, 0, 350, new Compaction(0, 0, 1, 0)).isDue(0))
                .as("nothing is dirty")
                .isFalse();
    }

    @Test
    void groupsAreAsLargeAsASegmentMayBe() {
        assertThat(runs(size(0, 100, 40), size(100, 200, 40), size(200, 300, 40), size(300, 400, 10)))
                .containsExactly(2, 2);
        assertThat(runs(size(0, 100, 400), size(100, 200, 1))).containsExactly(1, 1);
        assertThat(Grouping.runs(
                        List.of(new Grouping.Size(0, 1, 1, 60, 0), new Grouping.Size(1, 2, 1, 60, 0)), 100, 100))
                .as("offset index")
                .containsExactly(1, 1);
        assertThat(Grouping.runs(
                        List.of(new Grouping.Size(0, 1, 1, 0, 60), new Grouping.Size(1, 2, 1, 0, 60)), 100, 100))
                .as("time index")
                .containsExactly(1, 1);
    }

    @Test
    void offsetsOfAGroupFitIntoTheIndexes() {
        long far = Integer.MAX_VALUE;
        assertThat(runs(size(0, 10, 1), size(10, far + 1, 1))).containsExactly(2);
        assertThat(runs(size(0, 10, 1), size(10, far + 2, 1))).containsExactly(1, 1);
        assertThat(runs(size(0, 10, 1), size(10, far + 2, 0)))
                .as("an empty one has no offset")
                .containsExactly(2);
    }

    private static Cleanable of(long cleaned, long logStart, long lastStable, Compaction config) {
        List<Sealed> sealed = List.of(
                new Sealed(0, 100, 1000, 1000, 1999),
                new Sealed(100, 200, 1000, 2000, 2999),
                new Sealed(200, 300, 1000, 3000, 3999));
        return Cleanable.of(new Facts(sealed, cleaned, logStart, 350, lastStable), config, NOW);
    }

    private static Grouping.Size size(long base, long end, long bytes) {
        return new Grouping.Size(base, end, bytes, 0, 0);
    }

    private static List<Integer> runs(Grouping.Size... sizes) {
        return Grouping.runs(List.of(sizes), 100, 100);
    }
}
