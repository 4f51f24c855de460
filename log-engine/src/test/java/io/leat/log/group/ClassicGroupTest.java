package io.leat.log.group;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leat.log.group.ClassicJoin.Protocol;
import io.leat.log.group.GroupRecord.ClassicLogged;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.IllegalGenerationException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClassicGroupTest {
    private static final int SESSION_MS = 10_000;
    private static final int REBALANCE_MS = 60_000;
    private static final ClassicGroup.Limits LIMITS = new ClassicGroup.Limits(3, 3_000, 300_000);

    private final List<GroupRecord> log = new ArrayList<>();
    private ClassicGroup group = new ClassicGroup("g", LIMITS);
    private long now = 1_000_000;
    private int names;

    @Test
    void aClientWithoutAnIdIsGivenOneAndComesBackWithIt() {
        JoinAnswer first = done(join("", null, "range"));

        assertThat(first.error()).isEqualTo(Errors.MEMBER_ID_REQUIRED);
        assertThat(group.state()).isEqualTo("Empty");
        CompletableFuture<JoinAnswer> second = join(first.memberId(), null, "range");
        assertThat(second).isNotDone();
        assertThat(group.state()).isEqualTo("PreparingRebalance");
    }

    @Test
    void anOlderClientBecomesAMemberAtOnce() {
        CompletableFuture<JoinAnswer> joined = new CompletableFuture<>();
        take(group.join(request("", null, false, List.of(protocol("range"))), joined, now));
        pass(3_000);

        assertThat(done(joined).error()).isEqualTo(Errors.NONE);
    }

    @Test
    void anEmptyGroupWaitsForOthersAndAgainAsLongAsTheyCome() {
        CompletableFuture<JoinAnswer> a = enter(null, "range");
        pass(2_000);
        CompletableFuture<JoinAnswer> b = enter(null, "range");
        pass(1_000);
        assertThat(a).isNotDone();
        pass(3_000);

        assertThat(done(a).generation()).isEqualTo(1);
        assertThat(done(a).leader()).isEqualTo(done(a).memberId());
        assertThat(done(a).members()).hasSize(2);
        assertThat(done(b).members()).isEmpty();
        assertThat(done(b).leader()).isEqualTo(done(a).memberId());
        assertThat(group.state()).isEqualTo("CompletingRebalance");
    }

    @Test
    void theProtocolIsTheOneThatMostPreferOfThoseAllKnow() {
        CompletableFuture<JoinAnswer> a = enter(null, "sticky", "range");
        assertThat(enter(null, "own", "range", "sticky")).isNotDone();
        assertThat(enter(null, "range", "sticky")).isNotDone();
        pass(6_000);

        assertThat(done(a).protocol()).isEqualTo("range");
    }

    @Test
    void whoKnowsNoCommonProtocolIsRefused() {
        assertThat(enter(null, "range")).isNotDone();
        assertThat(done(join("", null, "other")).error()).isEqualTo(Errors.INCONSISTENT_GROUP_PROTOCOL);

        ClassicJoin connect = new ClassicJoin(
                "", "x", null, "c", "/h", REBALANCE_MS, SESSION_MS, "connect", List.of(protocol("range")), true, true);
        CompletableFuture<JoinAnswer> refused = new CompletableFuture<>();
        take(group.join(connect, refused, now));
        assertThat(done(refused).error()).isEqualTo(Errors.INCONSISTENT_GROUP_PROTOCOL);
    }

    @Test
    void followersHearTheirAssignmentWhenTheLeaderHasSaidItAndItIsLogged() {
        List<String> ids = settled(2);

        assertThat(group.state()).isEqualTo("Stable");
        assertThat(log).hasSize(1);
        ClassicMetadata logged = ((ClassicLogged) log.get(0)).metadata();
        assertThat(logged.protocol()).isEqualTo("range");
        assertThat(logged.members())
                .extracting(ClassicMetadata.Member::assignment)
                .containsExactly(bytes("for " + ids.get(0)), bytes("for " + ids.get(1)));
        assertThat(logged.members().get(0).subscription()).isEqualTo(bytes("range metadata"));
    }

    @Test
    void aRestartBringsBackWhoIsInTheGroupAndWhatEachWasAssigned() {
        List<String> ids = settled(2);
        GroupRecord record = log.get(log.size() - 1);
        byte[] value = java.util.Objects.requireNonNull(GroupRecordCodec.value(record));
        ClassicLogged read = (ClassicLogged)
                GroupRecordCodec.decode(ByteBuffer.wrap(GroupRecordCodec.key(record)), ByteBuffer.wrap(value))
                        .orElseThrow();
        assertThat(read).isEqualTo(record);

        group = new ClassicGroup("g", LIMITS, read.metadata(), now);

        assertThat(group.state()).isEqualTo("Stable");
        assertThatCode(() -> group.heartbeat(identity(ids.get(1), 1), now)).doesNotThrowAnyException();
        assertThat(done(sync(ids.get(1), 1, Map.of())).assignment()).isEqualTo(bytes("for " + ids.get(1)));
    }

    @Test
    void aNewcomerMakesAllJoinAgainAndWhoDoesNotIsLeftBehind() {
        List<String> ids = settled(2);
        CompletableFuture<JoinAnswer> third = enter(null, "range");

        assertThat(third).isNotDone();
        assertThatThrownBy(() -> group.heartbeat(identity(ids.get(0), 1), now))
                .isInstanceOf(RebalanceInProgressException.class);
        CompletableFuture<JoinAnswer> first = join(ids.get(0), null, "range");
        for (int i = 0; i < 8; i++) {
            pass(9_000);
            heartbeatIfAsked(ids.get(1));
        }

        assertThat(done(first).generation()).isEqualTo(2);
        assertThat(done(third).generation()).isEqualTo(2);
        assertThatThrownBy(() -> group.heartbeat(identity(ids.get(1), 1), now))
                .isInstanceOf(UnknownMemberIdException.class);
    }

    @Test
    void aMemberNotHeardOfForASessionIsDroppedAndTheLastLeavesTheGroupEmpty() {
        List<String> ids = settled(1);
        pass(SESSION_MS - 1);
        assertThat(group.state()).isEqualTo("Stable");
        pass(1);

        assertThat(group.state()).isEqualTo("Empty");
        assertThat(group.epoch()).isEqualTo(2);
        assertThat(((ClassicLogged) log.get(log.size() - 1)).metadata().members())
                .isEmpty();
        assertThatThrownBy(() -> group.heartbeat(identity(ids.get(0), 1), now))
                .isInstanceOf(UnknownMemberIdException.class);
    }

    @Test
    void theGroupDoesNotWaitForeverForAnAssignmentNobodyAsksFor() {
        CompletableFuture<JoinAnswer> a = enter(null, "range");
        CompletableFuture<JoinAnswer> b = enter(null, "range");
        pass(6_000);
        CompletableFuture<SyncAnswer> waiting = sync(done(b).memberId(), 1, Map.of());
        assertThat(waiting).isNotDone();
        for (int i = 0; i < 7; i++) {
            pass(9_000);
            heartbeatIfAsked(done(a).memberId());
        }

        assertThat(done(waiting).error()).isEqualTo(Errors.REBALANCE_IN_PROGRESS);
    }

    @Test
    void aLostAnswerIsGivenAgain() {
        List<String> ids = settled(2);

        assertThat(done(join(ids.get(1), null, "range")).generation()).isEqualTo(1);
        assertThat(group.state()).isEqualTo("Stable");
        assertThat(join(ids.get(0), null, "range"))
                .as("a leader that joins again wants a rebalance")
                .isNotDone();
    }

    @Test
    void aMemberThatChangesWhatItSaysMakesAllJoinAgain() {
        List<String> ids = settled(2);

        CompletableFuture<JoinAnswer> joined = join(ids.get(1), null, "range", "sticky");

        assertThat(joined).isNotDone();
        assertThat(group.state()).isEqualTo("PreparingRebalance");
    }

    @Test
    void aStaticMemberThatComesBackFencesItsFormerSelfAndNobodyElseNotices() {
        List<String> ids = settled(2, "one", "two");

        JoinAnswer back = done(join("", "one", "range"));

        assertThat(back.error()).isEqualTo(Errors.NONE);
        assertThat(back.generation()).isEqualTo(1);
        assertThat(back.skipAssignment()).isTrue();
        assertThat(back.members()).hasSize(2);
        assertThat(group.state()).isEqualTo("Stable");
        assertThat(done(sync(back.memberId(), "one", 1, Map.of())).assignment()).isEqualTo(bytes("for " + ids.get(0)));
        assertThatThrownBy(() -> group.heartbeat(new ClassicGroup.Identity(ids.get(0), "one", 1), now))
                .isInstanceOf(FencedInstanceIdException.class);
        assertThat(((ClassicLogged) log.get(log.size() - 1)).metadata().members())
                .extracting(ClassicMetadata.Member::memberId)
                .contains(back.memberId())
                .doesNotContain(ids.get(0));
    }

    @Test
    void anOlderStaticLeaderIsNotToldThatItLeadsLestItAssigns() {
        List<String> ids = settled(2, "one", "two");
        CompletableFuture<JoinAnswer> joined = new CompletableFuture<>();
        ClassicJoin old = new ClassicJoin(
                "",
                "new",
                "one",
                "c",
                "/h",
                REBALANCE_MS,
                SESSION_MS,
                "consumer",
                List.of(protocol("range")),
                true,
                false);
        take(group.join(old, joined, now));

        assertThat(done(joined).leader()).isEqualTo(ids.get(0));
        assertThat(done(joined).members()).isEmpty();
    }

    @Test
    void aSilentStaticMemberStaysForItsSessionAndCanBeRemovedByItsName() {
        settled(2, "one", "two");
        CompletableFuture<JoinAnswer> third = enter(null, "range");
        assertThat(third).isNotDone();

        take(group.leave("", "one", now));
        take(group.leave("", "two", now));

        assertThat(done(third).generation()).isEqualTo(2);
        assertThat(done(third).members()).hasSize(1);
        assertThatThrownBy(() -> group.leave("", "one", now)).isInstanceOf(UnknownMemberIdException.class);
    }

    @Test
    void aGroupThatIsFullTakesNobodyElse() {
        settled(3);

        assertThat(done(join("", null, "range")).error()).isEqualTo(Errors.GROUP_MAX_SIZE_REACHED);
    }

    @Test
    void anIdThatWasGivenOutAndNotUsedIsForgotten() {
        String id = done(join("", null, "range")).memberId();
        assertThat(group.blank()).isFalse();
        pass(SESSION_MS);

        assertThat(group.blank()).isTrue();
        CompletableFuture<JoinAnswer> late = join(id, null, "range");
        assertThat(done(late).error()).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
    }

    @Test
    void offsetsAreCommittedByMembersInTheirGenerationOrByAnybodyIfThereAreNone() {
        assertThatCode(() -> group.checkCommitter("", null, -1, false)).doesNotThrowAnyException();
        List<String> ids = settled(1);

        assertThatCode(() -> group.checkCommitter(ids.get(0), null, 1, false)).doesNotThrowAnyException();
        assertThatThrownBy(() -> group.checkCommitter("", null, -1, false))
                .isInstanceOf(UnknownMemberIdException.class);
        assertThatThrownBy(() -> group.checkCommitter(ids.get(0), null, 2, false))
                .isInstanceOf(IllegalGenerationException.class);
        assertThatThrownBy(() -> group.checkCommitter("x", null, 1, false))
                .isInstanceOf(UnknownMemberIdException.class);
        assertThat(done(join(ids.get(0), null, "range")).generation()).isEqualTo(2);
        assertThatThrownBy(() -> group.checkCommitter(ids.get(0), null, 2, false))
                .isInstanceOf(RebalanceInProgressException.class);
    }

    @Test
    void whatCouldNotBeLoggedIsAssignedAnew() {
        List<String> ids = settled(1);

        take(group.lost(now));

        assertThat(group.state()).isEqualTo("PreparingRebalance");
        assertThat(done(join(ids.get(0), null, "range")).generation()).isEqualTo(2);
    }

    /** Members that have joined, been assigned and heard it; their instance ids, if any. */
    private List<String> settled(int count, String... instances) {
        List<CompletableFuture<JoinAnswer>> joined = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            joined.add(enter(i < instances.length ? instances[i] : null, "range"));
        }
        pass(3_000);
        pass(3_000);
        List<String> ids = joined.stream().map(it -> done(it).memberId()).toList();
        Map<String, Bytes> assignments = new java.util.HashMap<>();
        ids.forEach(it -> assignments.put(it, bytes("for " + it)));
        for (int i = count - 1; i >= 0; i--) {
            String instance = i < instances.length ? instances[i] : null;
            CompletableFuture<SyncAnswer> unused = sync(ids.get(i), instance, 1, i == 0 ? assignments : Map.of());
        }
        return ids;
    }

    private CompletableFuture<JoinAnswer> enter(@Nullable String instanceId, String... protocols) {
        return instanceId == null
                ? join(done(join("", null, protocols)).memberId(), null, protocols)
                : join("", instanceId, protocols);
    }

    private CompletableFuture<JoinAnswer> join(String memberId, @Nullable String instanceId, String... protocols) {
        List<Protocol> all = java.util.Arrays.stream(protocols)
                .map(ClassicGroupTest::protocol)
                .toList();
        CompletableFuture<JoinAnswer> joined = new CompletableFuture<>();
        take(group.join(request(memberId, instanceId, true, all), joined, now));
        return joined;
    }

    private ClassicJoin request(
            String memberId, @Nullable String instanceId, boolean mustKnowItsId, List<Protocol> protocols) {
        return new ClassicJoin(
                memberId,
                "m" + names++,
                instanceId,
                "client",
                "/127.0.0.1",
                REBALANCE_MS,
                SESSION_MS,
                "consumer",
                protocols,
                mustKnowItsId,
                true);
    }

    private CompletableFuture<SyncAnswer> sync(String memberId, int generation, Map<String, Bytes> assignments) {
        return sync(memberId, null, generation, assignments);
    }

    private CompletableFuture<SyncAnswer> sync(
            String memberId, @Nullable String instanceId, int generation, Map<String, Bytes> assignments) {
        CompletableFuture<SyncAnswer> answer = new CompletableFuture<>();
        var who = new ClassicGroup.Identity(memberId, instanceId, generation);
        take(group.sync(who, "consumer", "range", assignments, answer, now));
        return answer;
    }

    private void heartbeatIfAsked(String memberId) {
        try {
            group.heartbeat(identity(memberId, 1), now);
        } catch (RebalanceInProgressException | UnknownMemberIdException | IllegalGenerationException e) {
            assertThat(e).isNotNull();
        }
    }

    private static ClassicGroup.Identity identity(String memberId, int generation) {
        return new ClassicGroup.Identity(memberId, null, generation);
    }

    private void pass(long ms) {
        now += ms;
        take(group.tick(now));
    }

    private void take(Outcome outcome) {
        log.addAll(outcome.records());
        outcome.replies().forEach(Outcome.Reply::give);
    }

    private static <T> T done(CompletableFuture<T> answer) {
        assertThat(answer).isDone();
        return answer.join();
    }

    private static Protocol protocol(String name) {
        return new Protocol(name, bytes(name + " metadata"));
    }

    private static Bytes bytes(String text) {
        return Bytes.wrap(text.getBytes(UTF_8));
    }
}
