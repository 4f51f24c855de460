package io.leat.log.broker;

import io.leat.log.group.ConsumerGroup;
import io.leat.log.group.ConsumerHeartbeat;
import io.leat.log.group.GroupRecord;
import io.leat.log.group.GroupRecord.EpochLogged;
import io.leat.log.group.GroupRecord.GroupForgotten;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InconsistentGroupProtocolException;
import org.apache.kafka.common.errors.UnknownMemberIdException;

/** Members that speak the consumer protocol (KIP-848), over the network or in this process. */
public final class ConsumerGroups {
    private final GroupTable table;
    private final Consumer<String> changed;

    /** @param changed told of each group that has changed, quickly and with the lock held */
    ConsumerGroups(GroupTable table, Consumer<String> changed) {
        this.table = table;
        this.changed = changed;
    }

    /** How often members are to be heard of. */
    public int heartbeatIntervalMs() {
        return table.settings().consumerGroups().heartbeatIntervalMs();
    }

    /** Takes a member in, leads it on, or lets it go; throws what it is to know. */
    public ConsumerGroup.Answer heartbeat(String groupId, ConsumerHeartbeat words) {
        synchronized (table) {
            GroupEntry entry = table.entry(groupId);
            try {
                return heartbeat(entry, words);
            } catch (ApiException e) {
                table.dropIfBlank(entry);
                throw e;
            }
        }
    }

    private ConsumerGroup.Answer heartbeat(GroupEntry entry, ConsumerHeartbeat words) {
        if (words.epoch() != ConsumerHeartbeat.JOIN && !(entry.members() instanceof ConsumerGroup)) {
            throw new UnknownMemberIdException(
                    "The group %s has no member %s.".formatted(entry.id(), words.memberId()));
        }
        ConsumerGroup group = consumers(entry);
        ConsumerGroup.Answer answer = group.heartbeat(words, table.topics(), table.now());
        commit(group, entry.id(), answer.records());
        return answer;
    }

    /** Drops members not heard of for a session, and those that hold on to what they were to give up. */
    void expire() {
        for (GroupEntry entry : table.awake()) {
            if (entry.members() instanceof ConsumerGroup group) {
                commit(group, entry.id(), group.expire(table.topics(), table.now()));
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

    private void commit(ConsumerGroup group, String groupId, List<GroupRecord> records) {
        if (!records.isEmpty()) {
            try {
                table.commit(records);
            } catch (RuntimeException e) {
                group.lost();
                throw e;
            }
            changed.accept(groupId);
        }
    }

    private ConsumerGroup consumers(GroupEntry entry) {
        if (entry.members() instanceof ConsumerGroup group) {
            return group;
        }
        if (!entry.members().isEmpty()) {
            throw new InconsistentGroupProtocolException(
                    ("The group %s has members of the classic protocol. Consumers of the protocol \"consumer\", and those in the process of the"
                                    + " log, can join it when they have left; or use another group.id.")
                            .formatted(entry.id()));
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
