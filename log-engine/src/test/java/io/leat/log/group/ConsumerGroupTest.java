package io.leat.log.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.FencedMemberEpochException;
import org.apache.kafka.common.errors.GroupMaxSizeReachedException;
import org.apache.kafka.common.errors.InvalidRegularExpression;
import org.apache.kafka.common.errors.StaleMemberEpochException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnreleasedInstanceIdException;
import org.apache.kafka.common.errors.UnsupportedAssignorException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConsumerGroupTest {
    private static final Uuid T = new Uuid(0, 1);
    private static final int SESSION_MS = 45_000;
    private static final int REFRESH_MS = 600_000;
    private static final int REBALANCE_MS = 60_000;

    private final ConsumerGroup group =
            new ConsumerGroup("g", new ConsumerGroup.Limits(3, SESSION_MS, List.of("uniform", "range"), REFRESH_MS));
    private TopicIndex topics = new TopicIndex(List.of(new TopicIndex.Entry("t", T, 4)));
    private long now;

    @Test
    void aNewMemberGetsOnlyWhatTheOldOneHasGivenUp() {
        assertThat(join("a", null).assignment()).hasSize(4);
        ConsumerGroup.Answer b = join("b", null);
        assertThat(b.assignment()).isEmpty();
        assertThat(b.epoch()).isEqualTo(2);
        assertThat(group.state()).isEqualTo("Reconciling");

        Set<IdPartition> kept = assignment(beat("a", 1, partitions(0, 1, 2, 3)));
        assertThat(kept).hasSize(2);
        assertThat(beat("b", 2, Set.of()).assignment()).isNull();

        assertThat(beat("a", 1, kept).epoch()).isEqualTo(2);
        assertThat(assignment(beat("b", 2, null))).hasSize(2).doesNotContainAnyElementsOf(kept);
        assertThat(group.state()).isEqualTo("Stable");
    }

    @Test
    void aMemberThatMissedAnAnswerGoesOnIfItHasNothingElseThanItMay() {
        join("a", null);
        join("b", null);
        Set<IdPartition> kept = assignment(beat("a", 1, partitions(0, 1, 2, 3)));
        beat("a", 1, kept); // Answered with the epoch 2, which it did not hear.

        assertThat(beat("a", 1, kept).epoch()).isEqualTo(2);
        assertThatThrownBy(() -> beat("a", 1, partitions(0, 1, 2, 3))).isInstanceOf(FencedMemberEpochException.class);
        assertThatThrownBy(() -> beat("a", 1, null)).isInstanceOf(FencedMemberEpochException.class);
    }

    @Test
    void anEpochNobodyWasToldIsRefusedAndToJoinAnewAlwaysAccepted() {
        join("a", null);

        assertThatThrownBy(() -> beat("a", 2, null)).isInstanceOf(FencedMemberEpochException.class);
        assertThatThrownBy(() -> beat("x", 1, null)).isInstanceOf(UnknownMemberIdException.class);
        assertThat(join("a", null).assignment()).hasSize(4);
        assertThat(group.epoch()).as("nothing has changed").isEqualTo(1);
    }

    @Test
    void aStaticMemberThatLeftForAWhileComesBackToItsPartitionsAndNobodyElseIsAskedToMove() {
        join("a", "one");
        assertThatThrownBy(() -> join("b", "one")).isInstanceOf(UnreleasedInstanceIdException.class);
        take(words("a", -2, "one", null, null));

        ConsumerGroup.Answer back = join("b", "one");

        assertThat(back.assignment()).hasSize(4);
        assertThat(back.epoch()).isEqualTo(1);
        assertThatThrownBy(() -> take(words("a", 1, "one", null, null))).isInstanceOf(FencedInstanceIdException.class);
    }

    @Test
    void aStaticMemberThatStaysAwayLosesItsPlaceWhenItsSessionIsOver() {
        join("a", "one");
        take(words("a", -2, "one", null, null));
        now += SESSION_MS;
        expire();

        assertThat(group.isEmpty()).isTrue();
    }

    @Test
    void whoDoesNotGiveUpInTimeIsDropped() {
        join("a", null);
        join("b", null);
        beat("a", 1, partitions(0, 1, 2, 3));
        for (int i = 0; i < 2; i++) {
            now += REBALANCE_MS / 2;
            beat("b", 2, null);
            beat("a", 1, null);
        }
        expire();

        assertThat(group.members()).extracting(ConsumerMember::memberId).containsExactly("b");
        assertThat(assignment(beat("b", 2, null))).hasSize(4);
    }

    @Test
    void aMemberNotHeardOfForASessionIsDroppedAndMayNotCommit() {
        join("a", null);
        now += SESSION_MS - 1;
        expire();
        assertThatCode(() -> group.checkCommitter("a", null, 1, false)).doesNotThrowAnyException();
        assertThatThrownBy(() -> group.checkCommitter("a", null, 0, false))
                .isInstanceOf(StaleMemberEpochException.class);
        assertThatThrownBy(() -> group.checkCommitter("", null, -1, false))
                .isInstanceOf(UnknownMemberIdException.class);
        now += 1;
        expire();

        assertThatThrownBy(() -> group.checkCommitter("a", null, 1, false))
                .isInstanceOf(UnknownMemberIdException.class);
        assertThatCode(() -> group.checkCommitter("", null, -1, false)).doesNotThrowAnyException();
    }

    @Test
    void aTopicThatGrowsIsSharedOutAtTheNextHeartbeatAndOneMadeAnewIsAnother() {
        join("a", null);
        topics = new TopicIndex(List.of(new TopicIndex.Entry("t", T, 6)));
        assertThat(assignment(beat("a", 1, null))).hasSize(6);

        Uuid other = new Uuid(0, 2);
        topics = new TopicIndex(List.of(new TopicIndex.Entry("t", other, 1)));
        assertThat(assignment(beat("a", 2, partitions(0, 1, 2, 3, 4, 5)))).isEmpty();
        assertThat(assignment(beat("a", 2, Set.of()))).containsExactly(new IdPartition(other, 0));
    }

    @Test
    void anExpressionMeansTheTopicsThatMatchItNowAndLater() {
        ConsumerHeartbeat words =
                new ConsumerHeartbeat("a", 0, null, null, "c", "/h", REBALANCE_MS, null, "t.*", null, Set.of());
        assertThat(take(words).assignment()).hasSize(4);
        topics = new TopicIndex(
                List.of(new TopicIndex.Entry("t", T, 4), new TopicIndex.Entry("two", new Uuid(0, 2), 1)));

        assertThat(beat("a", 1, null).assignment()).hasSize(5);
        assertThatThrownBy(() -> take(
                        new ConsumerHeartbeat("b", 0, null, null, "c", "/h", REBALANCE_MS, null, "(", null, Set.of())))
                .isInstanceOf(InvalidRegularExpression.class);
        assertThat(group.members()).hasSize(1);
    }

    @Test
    void anExpressionMeansNoTopicThatTheMemberMayNotSeeAndThatIsAskedAgainFromTimeToTime() {
        topics = new TopicIndex(
                List.of(new TopicIndex.Entry("t", T, 4), new TopicIndex.Entry("two", new Uuid(0, 2), 1)));
        ConsumerHeartbeat joins =
                new ConsumerHeartbeat("a", 0, null, null, "c", "/h", REBALANCE_MS, null, "t.*", null, Set.of());
        assertThat(take(joins, "t"::equals).assignment()).hasSize(4);

        assertThat(take(words("a", 1, null, null, null), it -> true).assignment())
                .as("a look is good for a while")
                .isNull();
        now += REFRESH_MS;
        assertThat(take(words("a", 1, null, null, null), it -> true).assignment())
                .hasSize(5);
        now += REFRESH_MS;
        assertThat(take(words("a", 2, null, null, null), "two"::equals).assignment())
                .containsExactly(new IdPartition(new Uuid(0, 2), 0));
    }

    @Test
    void aGroupThatIsFullTakesNobodyElseAndAnAssignorMustBeServed() {
        join("a", null);
        assertThatThrownBy(() -> take(new ConsumerHeartbeat(
                        "b", 0, null, null, "c", "/h", REBALANCE_MS, Set.of("t"), null, "own", Set.of())))
                .isInstanceOf(UnsupportedAssignorException.class);
        join("b", null);
        join("c", null);

        assertThatThrownBy(() -> join("d", null)).isInstanceOf(GroupMaxSizeReachedException.class);
    }

    @Test
    void whatCouldNotBeLoggedDidNotHappen() {
        group.heartbeat(words("a", 0, null, Set.of("t"), Set.of()), topics, now);
        group.lost();

        assertThat(group.isEmpty()).isTrue();
        assertThat(group.epoch()).isZero();

        join("a", null);
        topics = new TopicIndex(List.of(new TopicIndex.Entry("t", T, 5)));
        group.heartbeat(words("a", 1, null, null, null), topics, now);
        group.lost();
        assertThat(assignment(beat("a", 1, null)))
                .as("what was seen then is seen again")
                .hasSize(5);
    }

    private ConsumerGroup.Answer join(String memberId, @Nullable String instanceId) {
        return take(words(memberId, 0, instanceId, Set.of("t"), Set.of()));
    }

    private ConsumerGroup.Answer beat(String memberId, int epoch, @Nullable Set<IdPartition> owned) {
        return take(words(memberId, epoch, null, null, owned));
    }

    private static ConsumerHeartbeat words(
            String memberId,
            int epoch,
            @Nullable String instanceId,
            @Nullable Set<String> subscribed,
            @Nullable Set<IdPartition> owned) {
        return new ConsumerHeartbeat(
                memberId,
                epoch,
                instanceId,
                null,
                "c",
                "/h",
                epoch == 0 ? REBALANCE_MS : -1,
                subscribed,
                null,
                null,
                owned);
    }

    private ConsumerGroup.Answer take(ConsumerHeartbeat words) {
        return take(words, topic -> true);
    }

    private ConsumerGroup.Answer take(ConsumerHeartbeat words, Predicate<String> visible) {
        ConsumerGroup.Answer answer = group.heartbeat(words, visible, topics, now);
        answer.records().forEach(it -> group.apply(it, now));
        return answer;
    }

    private void expire() {
        group.expire(topics, now).forEach(it -> group.apply(it, now));
    }

    private static Set<IdPartition> assignment(ConsumerGroup.Answer answer) {
        return Objects.requireNonNull(answer.assignment());
    }

    private static Set<IdPartition> partitions(int... numbers) {
        return java.util.Arrays.stream(numbers)
                .mapToObj(it -> new IdPartition(T, it))
                .collect(java.util.stream.Collectors.toSet());
    }
}
