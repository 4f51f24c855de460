package io.leat.log.broker;

import io.leat.log.group.ClassicGroup;
import io.leat.log.group.ClassicMetadata;
import io.leat.log.group.ConsumerGroup;
import io.leat.log.group.GroupRecord;
import io.leat.log.group.Members;
import io.leat.log.settings.BrokerSettings;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.protocol.Errors;

/**
 * All consumer groups of this broker: {@link Groups} for clients in the process, and for those on the network one part per protocol.
 *
 * <pre>
 *   Groups ──▶ GroupCoordinator ─┬─▶ LocalGroups     members in this process, as ConsumerGroups
 *   api ─────────────────────────┼─▶ ConsumerGroups  members by ConsumerGroupHeartbeat
 *                                ├─▶ ClassicGroups   members by JoinGroup and SyncGroup
 *                                ├─▶ OffsetCommits   offsets, for all of them
 *                                └─▶ GroupTable      the groups: decide, append, apply, and only then reply
 * </pre>
 */
public final class GroupCoordinator implements Groups {
    private final GroupTable table;
    private final LocalGroups local;
    private final ClassicGroups classic;
    private final OffsetCommits offsets;
    private volatile boolean ready;

    GroupCoordinator(
            BrokerSettings settings,
            InstantSource clock,
            CatalogueTopics topics,
            OffsetsTopic log,
            AlteredGroups configs) {
        table = new GroupTable(settings, clock, topics, log, configs);
        local = new LocalGroups(table);
        classic = new ClassicGroups(table, local.consumers());
        offsets = new OffsetCommits(table, topics);
    }

    /** Members that speak the classic protocol. */
    public ClassicGroups classic() {
        return classic;
    }

    /** Members that speak the consumer protocol. */
    public ConsumerGroups consumers() {
        return local.consumers();
    }

    /** Committed offsets. */
    public OffsetCommits offsets() {
        return offsets;
    }

    /** Offsets that producers commit in transactions which {@code admission} knows. */
    TransactionalOffsets transactionalOffsets(Admission admission) {
        return new TransactionalOffsets(table, offsets, admission);
    }

    /**
     * A group as those see it who look from outside.
     *
     * @param protocolType as the members say; empty if there never were any
     * @param type {@code Classic} or {@code Consumer}
     * @param classic its members, if they speak the classic protocol; what they are assigned is empty unless it is stable
     * @param consumers its members, if they speak the consumer protocol
     */
    public record Listed(
            String groupId,
            String type,
            String protocolType,
            String state,
            Optional<ClassicMetadata> classic,
            Optional<ConsumerGroup.View> consumers) {}

    /** Every group. */
    public List<Listed> list() {
        synchronized (table) {
            return table.all().stream().map(GroupCoordinator::listed).toList();
        }
    }

    /** One group; empty if there is none of that name. */
    public Optional<Listed> look(String groupId) {
        synchronized (table) {
            return table.find(groupId).map(GroupCoordinator::listed);
        }
    }

    /** Whether {@code __consumer_offsets} is there and was read, so that nothing more waits for the disk. */
    public boolean ready() {
        return ready;
    }

    /** Makes {@code __consumer_offsets}, or brings back what is in it. Waits for the disk. */
    public void makeReady() {
        synchronized (table) {
            table.all();
            table.log().partitionOf("");
            ready = true;
        }
    }

    /**
     * Forgets a group and its offsets; completes once that survives a power cut. Fails as {@link #delete} does.
     */
    public CompletableFuture<Void> remove(String groupId) {
        try {
            delete(groupId);
            return table.log().flush(table.log().partitionOf(groupId));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public Assigned join(Join join) {
        synchronized (table) {
            return local.join(join);
        }
    }

    @Override
    public Assigned heartbeat(
            String groupId,
            String memberId,
            String instanceId,
            int epoch,
            Set<TopicPartition> owned,
            Set<String> subscribed) {
        synchronized (table) {
            return local.heartbeat(groupId, memberId, instanceId, epoch, owned, subscribed);
        }
    }

    @Override
    public void leave(String groupId, String memberId) {
        synchronized (table) {
            local.leave(groupId, memberId);
        }
    }

    @Override
    public long version(String groupId) {
        return local.version(groupId);
    }

    @Override
    public void watch(String groupId, Runnable bell) {
        local.watch(groupId, bell);
    }

    @Override
    public void unwatch(String groupId, Runnable bell) {
        local.unwatch(groupId, bell);
    }

    @Override
    public CompletableFuture<Void> commit(GroupOffsets commit) {
        try {
            return offsets.commit(commit);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> committed(String groupId, Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> found = new HashMap<>(committed(groupId));
        found.keySet().retainAll(Set.copyOf(partitions));
        return found;
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> committed(String groupId) {
        return OffsetCommits.asClientsSee(offsets.committed(groupId));
    }

    @Override
    public List<Described> all() {
        synchronized (table) {
            return table.all().stream().map(this::described).toList();
        }
    }

    @Override
    public Described describe(String groupId) {
        synchronized (table) {
            return described(table.require(groupId));
        }
    }

    @Override
    public void delete(String groupId) {
        synchronized (table) {
            GroupEntry group = table.require(groupId);
            if (!group.members().isEmpty()) {
                throw new GroupNotEmptyException(
                        "The group " + groupId + " has members; it can be deleted when they have left.");
            }
            List<GroupRecord> records = new ArrayList<>(group.offsets().forget(it -> true));
            records.addAll(OffsetCommits.forgetMembers(group));
            table.commit(records);
            table.dropIfBlank(group);
        }
    }

    @Override
    public void deleteOffsets(String groupId, Set<TopicPartition> partitions) {
        offsets.delete(groupId, partitions).join().values().stream()
                .filter(it -> it != Errors.NONE)
                .findFirst()
                .ifPresent(error -> {
                    throw error.exception("Members of the group " + groupId + " subscribe to these topics.");
                });
    }

    /** The lock of all groups: whoever holds it sees none of them change. */
    Object lock() {
        return table;
    }

    /** Does what is due by the clock: silent members are dropped, rebalances end that took too long. */
    void tick() {
        synchronized (table) {
            local.consumers().expire();
        }
        classic.tick();
    }

    /** Forgets offsets of groups that have been empty for {@code offsets.retention.minutes}. */
    void expireOffsets() {
        offsets.expire();
    }

    /** Topics came, grew or went: every member is asked to look. */
    void topicsChanged() {
        local.topicsChanged();
    }

    /** Forgets what was committed of a deleted topic, so that one of the same name begins anew. */
    void topicDeleted(String topic) {
        offsets.topicDeleted(topic);
    }

    private static Listed listed(GroupEntry group) {
        Members members = group.members();
        Optional<ClassicMetadata> classic =
                members instanceof ClassicGroup it ? Optional.of(it.metadata()) : Optional.empty();
        Optional<ConsumerGroup.View> consumers =
                members instanceof ConsumerGroup it ? Optional.of(it.view()) : Optional.empty();
        if (classic.isEmpty() && consumers.isEmpty()) { // Offsets alone are, to Kafka, a classic group that is empty.
            classic = Optional.of(new ClassicMetadata("", 0, null, null, -1, List.of()));
        }
        String type = consumers.isPresent() ? "Consumer" : "Classic";
        return new Listed(group.id(), type, members.protocolType(), members.state(), classic, consumers);
    }

    private Described described(GroupEntry group) {
        Map<String, Set<TopicPartition>> held = new HashMap<>();
        if (group.members() instanceof ConsumerGroup members) {
            members.members()
                    .forEach(it -> held.put(
                            it.memberId(),
                            local.named(members.assignment(it.memberId()).held())));
        } else if (group.members() instanceof ClassicGroup members) {
            members.metadata().members().forEach(it -> held.put(it.memberId(), Set.of()));
        }
        return new Described(
                group.id(), group.members().state(), group.members().epoch(), held);
    }
}
