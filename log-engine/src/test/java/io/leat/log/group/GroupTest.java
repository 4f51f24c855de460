package io.leat.log.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leat.log.group.GroupRecord.Member;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.GroupMaxSizeReachedException;
import org.apache.kafka.common.errors.IllegalGenerationException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.junit.jupiter.api.Test;

class GroupTest {
    private static final Map<String, Integer> FOUR = Map.of("t", 4);

    private final Group group = new Group("g", 0);

    @Test
    void aNewMemberGetsOnlyWhatTheOldOneHasGivenUp() {
        join("a", "");
        Set<TopicPartition> all = group.grant("a", Set.of(), 0).partitions();
        join("b", "");

        assertThat(group.grant("b", Set.of(), 0).partitions()).isEmpty();
        Set<TopicPartition> kept = group.grant("a", all, 0).partitions();
        assertThat(kept).hasSize(2);
        assertThat(group.grant("b", Set.of(), 0).partitions()).isEmpty();

        assertThat(group.grant("a", kept, 0).settled()).isTrue();
        assertThat(group.grant("b", Set.of(), 0).partitions()).hasSize(2).doesNotContainAnyElementsOf(kept);
    }

    @Test
    void whatAMemberHasStaysWithItWhenAnotherLeaves() {
        join("a", "");
        join("b", "");
        Set<TopicPartition> before = group.grant("a", Set.of(), 0).partitions();

        group.leave("b", FOUR, 0).ifPresent(it -> group.apply(it, 0));

        assertThat(group.grant("a", before, 0).partitions()).hasSize(4).containsAll(before);
    }

    @Test
    void aMemberNotHeardOfForASessionIsDroppedAndMayNotCommit() {
        join("a", "");
        int epoch = group.grant("a", Set.of(), 0).epoch();

        assertThat(group.expire(FOUR, 9_999)).isEmpty();
        group.expire(FOUR, 10_000).ifPresent(it -> group.apply(it, 10_000));

        assertThatThrownBy(() -> group.checkCommitter("a", "", epoch, false))
                .isInstanceOf(UnknownMemberIdException.class);
    }

    @Test
    void whoJoinsWithAnInstanceIdReplacesAndFencesTheOneBeforeAndKeepsItsShare() {
        join("old", "i");
        join("other", "");
        Set<TopicPartition> share = group.grant("old", Set.of(), 0).partitions();

        join("new", "i");

        assertThat(group.grant("new", Set.of(), 0).partitions()).isEqualTo(share);
        assertThatThrownBy(() -> group.grant("old", share, 0)).isInstanceOf(FencedInstanceIdException.class);
        assertThatThrownBy(() -> group.checkCommitter("old", "i", 1, false))
                .isInstanceOf(FencedInstanceIdException.class);
    }

    @Test
    void aCommitInAGenerationTheMemberWasNotToldIsRefused() {
        join("a", "");
        int epoch = group.grant("a", Set.of(), 0).epoch();

        assertThatThrownBy(() -> group.checkCommitter("a", "", epoch + 1, false))
                .isInstanceOf(IllegalGenerationException.class);
        join("b", "");
        assertThatCode(() -> group.checkCommitter("a", "", epoch, false)).doesNotThrowAnyException();
    }

    @Test
    void aGroupThatIsFullTakesNobodyElse() {
        join("a", "");
        Member one = new Member("b", "", "c", 10_000, Set.of("t"), Set.of());

        assertThatThrownBy(() -> group.join(one, 1, FOUR, 0))
                .isInstanceOf(GroupMaxSizeReachedException.class)
                .hasMessageContaining("group.max.size");
    }

    @Test
    void aNumberOfPartitionsThatGrewIsSharedOutAtTheNextHeartbeat() {
        join("a", "");
        group.applied(FOUR);
        assertThat(group.heartbeat("a", Set.of("t"), FOUR, 0)).isEmpty();

        group.heartbeat("a", Set.of("t"), Map.of("t", 6), 0).ifPresent(it -> group.apply(it, 0));

        assertThat(group.grant("a", Set.of(), 0).partitions()).hasSize(6);
    }

    private void join(String memberId, String instanceId) {
        Member member = new Member(memberId, instanceId, "client", 10_000, Set.of("t"), Set.of());
        group.apply(group.join(member, 100, FOUR, 0), 0);
    }
}
