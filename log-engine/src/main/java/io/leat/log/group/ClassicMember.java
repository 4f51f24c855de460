package io.leat.log.group;

import io.leat.log.group.ClassicJoin.Protocol;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/** A member of a {@link ClassicGroup}: what it said, what it was given, and what it waits for. */
final class ClassicMember {
    final String id;
    final @Nullable String instanceId;
    final String clientId;
    final String clientHost;
    int rebalanceTimeoutMs;
    int sessionTimeoutMs;
    List<Protocol> protocols;
    Bytes assignment = SyncAnswer.NOTHING;

    /** Whether it never had an answer: then it may be gone without knowing its id, though it waits. */
    boolean isNew;
    /** When it is taken for lost. */
    long deadline;
    /** Whether it was told of the generation and did not ask for its assignment yet. */
    boolean owesSync;

    @Nullable
    CompletableFuture<JoinAnswer> joining;

    @Nullable
    CompletableFuture<SyncAnswer> syncing;

    ClassicMember(String id, ClassicJoin join) {
        this.id = id;
        this.instanceId = join.instanceId();
        this.clientId = join.clientId();
        this.clientHost = join.clientHost();
        this.rebalanceTimeoutMs = join.rebalanceTimeoutMs();
        this.sessionTimeoutMs = join.sessionTimeoutMs();
        this.protocols = join.protocols();
        this.isNew = true;
    }

    /** One that was logged. */
    ClassicMember(ClassicMetadata.Member logged, @Nullable String protocol) {
        this.id = logged.memberId();
        this.instanceId = logged.instanceId();
        this.clientId = logged.clientId();
        this.clientHost = logged.clientHost();
        this.rebalanceTimeoutMs = logged.rebalanceTimeoutMs();
        this.sessionTimeoutMs = logged.sessionTimeoutMs();
        this.protocols = protocol == null ? List.of() : List.of(new Protocol(protocol, logged.subscription()));
        this.assignment = logged.assignment();
    }

    void says(ClassicJoin join) {
        rebalanceTimeoutMs = join.rebalanceTimeoutMs();
        sessionTimeoutMs = join.sessionTimeoutMs();
        protocols = join.protocols();
    }

    boolean supports(String protocol) {
        return protocols.stream().anyMatch(it -> it.name().equals(protocol));
    }

    /** What it says for a protocol; nothing if it does not know that one. */
    Bytes metadata(@Nullable String protocol) {
        return protocols.stream()
                .filter(it -> it.name().equals(protocol))
                .findFirst()
                .map(Protocol::metadata)
                .orElse(SyncAnswer.NOTHING);
    }

    /** Whether it is to be dropped: not heard of for a session, unless it is the group that lets it wait. */
    boolean lost(long now) {
        boolean waits = joining != null || syncing != null;
        return now >= deadline && (isNew || !waits);
    }

    void heard(long now) {
        deadline = now + sessionTimeoutMs;
    }

    void answerJoin(Outcome out, JoinAnswer answer) {
        if (joining != null) {
            out.reply(joining, answer);
            joining = null;
        }
    }

    void answerSync(Outcome out, SyncAnswer answer) {
        if (syncing != null) {
            out.reply(syncing, answer);
            syncing = null;
        }
    }

    void refuse(Outcome out, Errors error) {
        answerJoin(out, JoinAnswer.refused(error, id));
        answerSync(out, SyncAnswer.refused(error));
    }

    ClassicMetadata.Member logged(@Nullable String protocol) {
        return new ClassicMetadata.Member(
                id,
                instanceId,
                clientId,
                clientHost,
                rebalanceTimeoutMs,
                sessionTimeoutMs,
                metadata(protocol),
                assignment);
    }
}
