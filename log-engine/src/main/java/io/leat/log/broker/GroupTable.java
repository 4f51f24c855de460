package io.leat.log.broker;

import io.leat.log.group.ClassicGroup;
import io.leat.log.group.ConsumerGroup;
import io.leat.log.group.GroupRecord;
import io.leat.log.group.GroupRecord.ClassicLogged;
import io.leat.log.group.GroupRecord.EpochForgotten;
import io.leat.log.group.GroupRecord.GroupForgotten;
import io.leat.log.group.GroupRecord.OffsetCommitted;
import io.leat.log.group.GroupRecord.OffsetForgotten;
import io.leat.log.group.NoMembers;
import io.leat.log.group.TopicIndex;
import io.leat.log.settings.BrokerSettings;
import io.leat.log.settings.ConsumerGroupSettings;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InvalidGroupIdException;
import org.apache.kafka.common.errors.InvalidSessionTimeoutException;

/**
 * All groups, and how they change: records are appended to {@code __consumer_offsets}, and only then applied. This object is the lock of
 * all groups: whoever calls holds it, and what it guards are quick steps in memory and one append.
 */
final class GroupTable {
    /** A client that joins and does not know its id yet is waited for no longer than this; Kafka's number. */
    private static final int NEW_MEMBER_TIMEOUT_MS = 300_000;

    private final BrokerSettings settings;
    private final InstantSource clock;
    private final CatalogueTopics catalogue;
    private final OffsetsTopic log;
    private final AlteredGroups configs;
    private final ClassicGroup.Limits classicLimits;
    private final ConsumerGroup.Limits consumerLimits;
    private final Map<String, GroupEntry> groups = new HashMap<>();
    private Map<String, Integer> indexed = Map.of();
    private TopicIndex topics = new TopicIndex(List.of());
    private OffsetsTopic.Pending pending = (producerId, offset) -> {};
    private boolean loaded;

    GroupTable(
            BrokerSettings settings,
            InstantSource clock,
            CatalogueTopics catalogue,
            OffsetsTopic log,
            AlteredGroups configs) {
        this.settings = settings;
        this.configs = configs;
        this.clock = clock;
        this.catalogue = catalogue;
        this.log = log;
        classicLimits = new ClassicGroup.Limits(
                settings.groupMaxSize(), settings.groupInitialRebalanceDelayMs(), NEW_MEMBER_TIMEOUT_MS);
        ConsumerGroupSettings consumer = settings.consumerGroups();
        consumerLimits = new ConsumerGroup.Limits(
                consumer.maxSize(), consumer.sessionTimeoutMs(), consumer.assignors(), consumer.regexRefreshMs());
    }

    /** Who is told, when {@code __consumer_offsets} is read, of what was committed in transactions that are open. */
    void onOpenTransaction(OffsetsTopic.Pending pending) {
        this.pending = pending;
    }

    long now() {
        return clock.millis();
    }

    BrokerSettings settings() {
        return settings;
    }

    OffsetsTopic log() {
        return log;
    }

    AlteredGroups configs() {
        return configs;
    }

    ClassicGroup.Limits classicLimits() {
        return classicLimits;
    }

    /** Refuses a session timeout that is not between {@code group.min.session.timeout.ms} and {@code group.max.session.timeout.ms}. */
    void checkSession(int timeoutMs) {
        int min = settings.groupMinSessionTimeoutMs();
        int max = settings.groupMaxSessionTimeoutMs();
        if (timeoutMs < min || timeoutMs > max) {
            throw new InvalidSessionTimeoutException(
                    "A session timeout of %d ms is outside of group.min.session.timeout.ms=%d and group.max.session.timeout.ms=%d."
                            .formatted(timeoutMs, min, max));
        }
    }

    /** The topics there are; the same object as long as they stay as they are. */
    TopicIndex topics() {
        Map<String, Integer> now = catalogue.partitionCounts();
        if (now != indexed) {
            topics = new TopicIndex(catalogue.all().stream()
                    .map(it -> new TopicIndex.Entry(it.name(), it.id(), it.partitions()))
                    .toList());
            indexed = now;
        }
        return topics;
    }

    /** The group of that name; made if there is none. */
    GroupEntry entry(String groupId) {
        load();
        return groups.computeIfAbsent(groupId, GroupEntry::new);
    }

    Optional<GroupEntry> find(String groupId) {
        load();
        return Optional.ofNullable(groups.get(groupId)).filter(it -> !it.blank());
    }

    GroupEntry require(String groupId) {
        return find(groupId).orElseThrow(() -> new GroupIdNotFoundException("There is no group " + groupId + "."));
    }

    /** Those of which something is known. */
    List<GroupEntry> all() {
        load();
        return groups.values().stream().filter(it -> !it.blank()).toList();
    }

    /** What is in memory already: nothing, if nobody asked for a group yet. */
    Collection<GroupEntry> awake() {
        return List.copyOf(groups.values());
    }

    /** Drops a group of which nothing is known. */
    void dropIfBlank(GroupEntry group) {
        if (group.blank()) {
            groups.remove(group.id());
        }
    }

    /** Append, then apply. */
    void commit(List<? extends GroupRecord> records) {
        if (!records.isEmpty()) {
            long now = now();
            log.append(records, now);
            records.forEach(it -> apply(it, now));
        }
    }

    /** Makes true what is in the log now. */
    void apply(GroupRecord record, long at) {
        GroupEntry group = groups.computeIfAbsent(record.groupId(), GroupEntry::new);
        if (record instanceof OffsetCommitted it) {
            group.offsets().apply(it);
        } else if (record instanceof OffsetForgotten it) {
            group.offsets().apply(it);
        } else if (record instanceof GroupForgotten) {
            group.become(new NoMembers());
        } else if (record instanceof EpochForgotten it) {
            forgetConsumers(group, it);
        } else if (!(record instanceof ClassicLogged)) {
            consumers(group).apply(record, at);
        }
    }

    private static void forgetConsumers(GroupEntry group, EpochForgotten record) {
        if (!record.target() && group.members() instanceof ConsumerGroup) {
            group.become(new NoMembers());
        }
    }

    private ConsumerGroup consumers(GroupEntry group) {
        if (group.members() instanceof ConsumerGroup members) {
            return members;
        }
        ConsumerGroup members = new ConsumerGroup(group.id(), consumerLimits);
        group.become(members);
        return members;
    }

    /** A group of the consumer protocol that nobody has joined yet. */
    ConsumerGroup newConsumerGroup(String groupId) {
        return new ConsumerGroup(groupId, consumerLimits, () -> configs.sessionTimeoutMs(groupId));
    }

    static void checkGroupId(String groupId) {
        if (groupId.isEmpty()) {
            throw new InvalidGroupIdException("A group needs a name: set group.id.");
        }
    }

    /** Replays {@code __consumer_offsets}, at the first call: an engine without groups never pays for it. */
    private void load() {
        if (!loaded) {
            loaded = true;
            log.replay(this::replay);
            log.replayOpen(pending);
            for (GroupEntry group : List.copyOf(groups.values())) {
                if (group.members() instanceof ConsumerGroup members) {
                    commit(members.remove(members.resume(now()), topics()));
                }
                dropIfBlank(group);
            }
        }
    }

    private void replay(GroupRecord record, long at) {
        apply(record, at);
        if (record instanceof ClassicLogged it) {
            entry(it.groupId()).become(new ClassicGroup(it.groupId(), classicLimits(), it.metadata(), now()));
        }
    }
}
