package io.leat.log.broker;

import io.leat.log.group.ClassicGroup;
import io.leat.log.group.ClassicJoin;
import io.leat.log.group.ClassicMetadata;
import io.leat.log.group.ConsumerGroup;
import io.leat.log.group.JoinAnswer;
import io.leat.log.group.Outcome;
import io.leat.log.group.SyncAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InconsistentGroupProtocolException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Members that speak the classic protocol. Answers are futures, completed without the groups' lock. */
public final class ClassicGroups {
    private static final Logger LOG = LoggerFactory.getLogger(ClassicGroups.class);

    /** Who leaves: by member id, or by instance id alone. */
    public record Leaver(String memberId, @Nullable String instanceId) {}

    private final GroupTable table;
    private final ConsumerGroups consumers;

    /** @param consumers groups in which some members speak the other protocol */
    ClassicGroups(GroupTable table, ConsumerGroups consumers) {
        this.table = table;
        this.consumers = consumers;
    }

    /** Takes a member in; answered when the next generation begins. */
    public CompletableFuture<JoinAnswer> join(String groupId, ClassicJoin join) {
        CompletableFuture<JoinAnswer> answer = new CompletableFuture<>();
        GroupTable.checkGroupId(groupId);
        table.checkSession(join.sessionTimeoutMs());
        List<Runnable> replies;
        synchronized (table) {
            GroupEntry entry = table.entry(groupId);
            if (!join.memberId().isEmpty()
                    && !(entry.members() instanceof ClassicGroup)
                    && entry.members().isEmpty()) {
                throw new UnknownMemberIdException(
                        "The group %s has no member %s.".formatted(groupId, join.memberId()));
            }
            if (entry.members() instanceof ConsumerGroup group && !group.isEmpty()) {
                return CompletableFuture.completedFuture(consumers.join(entry, group, join));
            }
            ClassicGroup group = classic(entry);
            replies = log(entry, group, group.join(join, answer, table.now()));
            table.dropIfBlank(entry);
        }
        replies.forEach(Runnable::run);
        return answer;
    }

    /** Tells a member what it is assigned; answered when the leader has said it. */
    public CompletableFuture<SyncAnswer> sync(
            String groupId,
            ClassicGroup.Identity who,
            @Nullable String protocolType,
            @Nullable String protocol,
            Map<String, Bytes> assignments) {
        GroupTable.checkGroupId(groupId);
        CompletableFuture<SyncAnswer> answer = new CompletableFuture<>();
        synchronized (table) {
            Optional<ConsumerGroup> group = consumers.find(groupId);
            if (group.isPresent()) {
                return CompletableFuture.completedFuture(
                        group.get().classic().sync(who, protocolType, protocol, table.topics(), table.now()));
            }
        }
        step(
                groupId,
                who.memberId(),
                group -> group.sync(who, protocolType, protocol, assignments, answer, table.now()));
        return answer;
    }

    /** Keeps a member alive; throws what it is to know. */
    public void heartbeat(String groupId, ClassicGroup.Identity who) {
        GroupTable.checkGroupId(groupId);
        synchronized (table) {
            Optional<ConsumerGroup> group = consumers.find(groupId);
            if (group.isPresent()) {
                group.get().classic().heartbeat(who, table.now());
                return;
            }
            require(groupId, who.memberId()).heartbeat(who, table.now());
        }
    }

    /** Ends memberships; the answers are in the order of those who leave. */
    public List<Errors> leave(String groupId, List<Leaver> leavers) {
        GroupTable.checkGroupId(groupId);
        List<Errors> answers = new ArrayList<>();
        for (Leaver leaver : leavers) {
            try {
                leave(groupId, leaver);
                answers.add(Errors.NONE);
            } catch (ApiException e) {
                answers.add(Errors.forException(e));
            }
        }
        return answers;
    }

    private void leave(String groupId, Leaver leaver) {
        synchronized (table) {
            Optional<ConsumerGroup> group = consumers.find(groupId);
            if (group.isPresent()) {
                consumers.leave(table.entry(groupId), group.get(), leaver.memberId(), leaver.instanceId());
                return;
            }
        }
        step(groupId, leaver.memberId(), group -> group.leave(leaver.memberId(), leaver.instanceId(), table.now()));
    }

    /** Does what is due by the clock. */
    void tick() {
        List<Runnable> replies = new ArrayList<>();
        synchronized (table) {
            for (GroupEntry entry : table.awake()) {
                if (entry.members() instanceof ClassicGroup group) {
                    replies.addAll(log(entry, group, group.tick(table.now())));
                    table.dropIfBlank(entry);
                }
            }
        }
        replies.forEach(Runnable::run);
    }

    private void step(String groupId, String memberId, Function<ClassicGroup, Outcome> step) {
        List<Runnable> replies;
        synchronized (table) {
            ClassicGroup group = require(groupId, memberId);
            replies = log(table.entry(groupId), group, step.apply(group));
        }
        replies.forEach(Runnable::run);
    }

    /** Logs what a step says, and returns the replies that may be given then. */
    private List<Runnable> log(GroupEntry entry, ClassicGroup group, Outcome outcome) {
        List<Runnable> replies = new ArrayList<>();
        try {
            table.commit(outcome.records());
            outcome.replies().forEach(it -> replies.add(it::give));
        } catch (RuntimeException e) {
            LOG.warn("The group {} could not be logged; its members are asked to join again", entry.id(), e);
            outcome.replies().forEach(it -> replies.add(() -> it.waiter().completeExceptionally(e)));
            Outcome again = group.lost(table.now());
            again.replies().forEach(it -> replies.add(it::give));
        }
        return replies;
    }

    private ClassicGroup require(String groupId, String memberId) {
        Optional<GroupEntry> entry = table.find(groupId);
        if (entry.isPresent() && entry.get().members() instanceof ClassicGroup group) {
            return group;
        }
        throw new UnknownMemberIdException("The group %s has no member %s.".formatted(groupId, memberId));
    }

    private ClassicGroup classic(GroupEntry entry) {
        if (entry.members() instanceof ClassicGroup group) {
            return group;
        }
        if (!entry.members().isEmpty()) {
            throw new InconsistentGroupProtocolException(
                    ("The group %s has consumers of the protocol \"consumer\". Members of the classic protocol can join it when they have left; or"
                                    + " use another group.id.")
                            .formatted(entry.id()));
        }
        int epoch = entry.members().epoch();
        if (entry.members() instanceof ConsumerGroup consumers) {
            table.commit(consumers.forget());
        }
        ClassicMetadata nobody = new ClassicMetadata("", epoch, null, null, table.now(), List.of());
        ClassicGroup group = epoch == 0
                ? new ClassicGroup(entry.id(), table.classicLimits())
                : new ClassicGroup(entry.id(), table.classicLimits(), nobody, table.now());
        entry.become(group);
        return group;
    }
}
