package io.leat.log.broker;

import io.leat.log.group.ClassicGroup;
import io.leat.log.group.ClassicJoin;
import io.leat.log.group.ClassicSide;
import io.leat.log.group.ConsumerGroup;
import io.leat.log.group.ConsumerHeartbeat;
import io.leat.log.group.GroupRecord;
import io.leat.log.group.GroupRecord.ClassicLogged;
import io.leat.log.group.GroupRecord.EpochLogged;
import io.leat.log.group.GroupRecord.GroupForgotten;
import io.leat.log.group.JoinAnswer;
import io.leat.log.group.Migration;
import io.leat.log.group.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InconsistentGroupProtocolException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.jspecify.annotations.Nullable;

/** Members that speak the consumer protocol (KIP-848), over the network or in this process. */
public final class ConsumerGroups {
    private final GroupTable table;
    private final Consumer<String> changed;

    /** @param changed told of each group that has changed, quickly and with the lock held */
    ConsumerGroups(GroupTable table, Consumer<String> changed) {
        this.table = table;
        this.changed = changed;
    }

    /** How often members of a group are to be heard of. */
    public int heartbeatIntervalMs(String groupId) {
        return table.configs().heartbeatIntervalMs(groupId);
    }

    /** As {@link #heartbeat(String, ConsumerHeartbeat, Predicate)}, of a member that may see all topics. */
    public ConsumerGroup.Answer heartbeat(String groupId, ConsumerHeartbeat words) {
        return heartbeat(groupId, words, topic -> true);
    }

    /**
     * Takes a member in, leads it on, or lets it go; throws what it is to know.
     *
     * @param visible the topics that it may see
     */
    public ConsumerGroup.Answer heartbeat(String groupId, ConsumerHeartbeat words, Predicate<String> visible) {
        synchronized (table) {
            GroupEntry entry = table.entry(groupId);
            try {
                return heartbeat(entry, words, visible);
            } catch (ApiException e) {
                table.dropIfBlank(entry);
                throw e;
            }
        }
    }

    private ConsumerGroup.Answer heartbeat(GroupEntry entry, ConsumerHeartbeat words, Predicate<String> visible) {
        if (words.epoch() != ConsumerHeartbeat.JOIN && !(entry.members() instanceof ConsumerGroup)) {
            throw new UnknownMemberIdException(
                    "The group %s has no member %s.".formatted(entry.id(), words.memberId()));
        }
        ConsumerGroup group = consumers(entry);
        ConsumerGroup.Answer answer = group.heartbeat(words, visible, table.topics(), table.now());
        commit(entry, group, answer.records());
        return answer;
    }

    /** As {@link ClassicGroups#join}, where some members speak this protocol. The lock is held. */
    JoinAnswer join(GroupEntry entry, ConsumerGroup group, ClassicJoin join) {
        ClassicSide.Joining joining = group.classic().join(join, table.topics(), table.now());
        commit(entry, group, joining.records());
        return joining.answer();
    }

    /** As {@link ClassicGroups#leave}, where some members speak this protocol. The lock is held. */
    void leave(GroupEntry entry, ConsumerGroup group, String memberId, @Nullable String instanceId) {
        List<String> leaver = List.of(group.classic().leaver(memberId, instanceId));
        commit(entry, group, group.remove(leaver, table.topics()));
    }

    /** Drops members not heard of for a session, and those that hold on to what they were to give up. */
    void expire() {
        for (GroupEntry entry : table.awake()) {
            if (entry.members() instanceof ConsumerGroup group) {
                commit(entry, group, group.expire(table.topics(), table.now()));
                downgrade(entry);
            }
        }
    }

    /** The group, if it has members of this protocol. */
    Optional<ConsumerGroup> find(String groupId) {
        return table.find(groupId)
                .map(GroupEntry::members)
                .filter(ConsumerGroup.class::isInstance)
                .map(ConsumerGroup.class::cast);
    }

    private void commit(GroupEntry entry, ConsumerGroup group, List<GroupRecord> records) {
        if (!records.isEmpty()) {
            try {
                table.commit(records);
            } catch (RuntimeException e) {
                group.lost();
                throw e;
            }
            changed.accept(entry.id());
            downgrade(entry);
        }
    }

    /** When the last member of this protocol has left, those that remain go on by the classic protocol. */
    private void downgrade(GroupEntry entry) {
        boolean may = table.settings().consumerGroups().downgrades();
        if (may && entry.members() instanceof ConsumerGroup group && group.allClassic()) {
            List<GroupRecord> records = Migration.downgrade(group, table.topics(), table.now());
            table.commit(records);
            if (records.get(records.size() - 1) instanceof ClassicLogged last) {
                ClassicGroup classic =
                        new ClassicGroup(entry.id(), table.classicLimits(), last.metadata(), table.now());
                classic.lost(table.now()); // Nobody led until now: all are to join again.
                entry.become(classic);
            }
        }
    }

    /** When the first consumer of this protocol joins, those of the classic protocol come along. */
    private boolean upgraded(GroupEntry entry) {
        boolean may = table.settings().consumerGroups().upgrades();
        if (!may || !(entry.members() instanceof ClassicGroup classic)) {
            return false;
        }
        Optional<List<GroupRecord>> records = Migration.upgrade(classic, table.topics(), table.now());
        if (records.isEmpty()) {
            return false;
        }
        table.commit(records.get());
        classic.givenUp().replies().forEach(Outcome.Reply::give);
        return true;
    }

    private ConsumerGroup consumers(GroupEntry entry) {
        if (entry.members() instanceof ConsumerGroup group) {
            return group;
        }
        if (!entry.members().isEmpty()) {
            if (upgraded(entry) && entry.members() instanceof ConsumerGroup group) {
                return group;
            }
            throw new InconsistentGroupProtocolException(
                    ("The group %s has members of the classic protocol and of the type %s, and group.consumer.migration.policy is %s. Consumers of"
                                    + " the protocol \"consumer\", and those in the process of the log, can join it when they have left; or"
                                    + " use another group.id.")
                            .formatted(
                                    entry.id(),
                                    entry.members().protocolType(),
                                    table.settings().consumerGroups().policy()));
        }
        int epoch = entry.members().epoch();
        if (epoch > 0) { // It was a group of the classic protocol: its place in the log is given up, its numbers go on.
            table.commit(List.of(new GroupForgotten(entry.id()), new EpochLogged(entry.id(), epoch, 0)));
        }
        if (entry.members() instanceof ConsumerGroup group) {
            return group;
        }
        ConsumerGroup group = table.newConsumerGroup(entry.id());
        entry.become(group);
        return group;
    }
}
