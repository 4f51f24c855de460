package io.leat.log.broker;

import io.leat.log.group.ClassicGroup;
import io.leat.log.group.ClassicMetadata;
import io.leat.log.group.Group;
import io.leat.log.group.GroupRecord;
import io.leat.log.group.GroupRecord.ClassicLogged;
import io.leat.log.group.GroupRecord.GroupForgotten;
import io.leat.log.group.GroupRecord.MembersChanged;
import io.leat.log.group.GroupRecord.OffsetCommitted;
import io.leat.log.group.GroupRecord.OffsetForgotten;
import io.leat.log.group.LocalMembers;
import io.leat.log.group.NoMembers;
import io.leat.log.settings.BrokerSettings;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InvalidGroupIdException;

/**
 * All groups, and how they change: records are appended to {@code __consumer_offsets}, and only then applied. This object is the lock of
 * all groups: whoever calls holds it, and what it guards are quick steps in memory and one append.
 */
final class GroupTable {
    /** A client that joins and does not know its id yet is waited for no longer than this; Kafka's number. */
    private static final int NEW_MEMBER_TIMEOUT_MS = 300_000;

    private final BrokerSettings settings;
    private final InstantSource clock;
    private final OffsetsTopic log;
    private final Map<String, GroupEntry> groups = new HashMap<>();
    private boolean loaded;

    GroupTable(BrokerSettings settings, InstantSource clock, OffsetsTopic log) {
        this.settings = settings;
        this.clock = clock;
        this.log = log;
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

    ClassicGroup.Limits classicLimits() {
        return new ClassicGroup.Limits(
                settings.groupMaxSize(), settings.groupInitialRebalanceDelayMs(), NEW_MEMBER_TIMEOUT_MS);
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
    void apply(GroupRecord record, long now) {
        GroupEntry group = groups.computeIfAbsent(record.groupId(), GroupEntry::new);
        if (record instanceof OffsetCommitted it) {
            group.offsets().apply(it);
        } else if (record instanceof OffsetForgotten it) {
            group.offsets().apply(it);
        } else if (record instanceof GroupForgotten) {
            group.become(new NoMembers());
        } else if (record instanceof MembersChanged it && group.members() instanceof Group members) {
            members.apply(it, now);
        }
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
            long now = now();
            log.replay(record -> replay(record, now));
            for (GroupEntry group : List.copyOf(groups.values())) {
                if (group.members() instanceof ClassicGroup members && LocalMembers.ended(members.metadata())) {
                    ClassicMetadata nobody = new ClassicMetadata(
                            members.protocolType(), members.epoch() + 1, null, null, now, List.of());
                    commit(List.of(new ClassicLogged(group.id(), nobody)));
                    group.become(new ClassicGroup(group.id(), classicLimits(), nobody, now));
                }
            }
        }
    }

    private void replay(GroupRecord record, long now) {
        apply(record, now);
        if (record instanceof ClassicLogged it) {
            entry(it.groupId()).become(new ClassicGroup(it.groupId(), classicLimits(), it.metadata(), now));
        }
    }
}
