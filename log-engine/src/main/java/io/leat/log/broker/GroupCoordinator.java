package io.leat.log.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.leat.log.group.Committed;
import io.leat.log.group.Grant;
import io.leat.log.group.Group;
import io.leat.log.group.GroupRecord;
import io.leat.log.group.GroupRecord.Member;
import io.leat.log.group.GroupRecord.MembersChanged;
import io.leat.log.group.GroupRecord.OffsetCommitted;
import io.leat.log.group.GroupRecord.OffsetForgotten;
import io.leat.log.settings.BrokerSettings;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.GroupSubscribedToTopicException;
import org.apache.kafka.common.errors.InvalidGroupIdException;
import org.apache.kafka.common.errors.InvalidSessionTimeoutException;
import org.apache.kafka.common.errors.OffsetMetadataTooLarge;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * {@link Groups} on {@code __consumer_offsets}: decide, append, apply, and only then reply. One lock for all groups: what it guards are
 * quick steps in memory and one append.
 */
final class GroupCoordinator implements Groups {

    /** Who looks at a group's version, or waits for it to change. */
    private static final class Bells {
        private final AtomicLong version = new AtomicLong();
        private final List<Runnable> bells = new CopyOnWriteArrayList<>();

        void ring() {
            version.incrementAndGet();
            bells.forEach(Runnable::run);
        }
    }

    private final BrokerSettings settings;
    private final InstantSource clock;
    private final CatalogueTopics topics;
    private final OffsetsTopic log;
    private final Map<String, Group> groups = new HashMap<>();
    private final Map<String, Bells> bells = new ConcurrentHashMap<>();
    private boolean loaded;

    GroupCoordinator(BrokerSettings settings, InstantSource clock, CatalogueTopics topics, OffsetsTopic log) {
        this.settings = settings;
        this.clock = clock;
        this.topics = topics;
        this.log = log;
    }

    @Override
    public synchronized Assigned join(Join join) {
        checkGroupId(join.groupId());
        checkSession(join.sessionTimeoutMs());
        Group group = group(join.groupId());
        String memberId = join.memberId().isEmpty() ? join.clientId() + "-" + Uuid.randomUuid() : join.memberId();
        Member member = new Member(
                memberId, join.instanceId(), join.clientId(), join.sessionTimeoutMs(), join.topics(), Set.of());
        commit(group, group.join(member, settings.groupMaxSize(), topics.partitionCounts(), now()));
        return assigned(group, memberId, Set.of());
    }

    @Override
    public synchronized Assigned heartbeat(
            String groupId, String memberId, int epoch, Set<TopicPartition> owned, Set<String> subscribed) {
        Group group = group(groupId);
        group.heartbeat(memberId, subscribed, topics.partitionCounts(), now())
                .ifPresent(change -> commit(group, change));
        return assigned(group, memberId, owned);
    }

    @Override
    public synchronized void leave(String groupId, String memberId) {
        Group group = group(groupId);
        group.leave(memberId, topics.partitionCounts(), now()).ifPresent(change -> commit(group, change));
    }

    @Override
    public long version(String groupId) {
        return bells(groupId).version.get();
    }

    @Override
    public void watch(String groupId, Runnable bell) {
        bells(groupId).bells.add(bell);
    }

    @Override
    public void unwatch(String groupId, Runnable bell) {
        bells(groupId).bells.remove(bell);
    }

    @Override
    public CompletableFuture<Void> commit(GroupOffsets offsets) {
        try {
            return log.flush(commitNow(offsets));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndMetadata> committed(
            String groupId, Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> found = new HashMap<>();
        Map<TopicPartition, Committed> all = group(groupId).offsets();
        for (TopicPartition partition : partitions) {
            Optional.ofNullable(all.get(partition)).ifPresent(it -> found.put(partition, offset(it)));
        }
        return found;
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndMetadata> committed(String groupId) {
        return committed(groupId, Set.copyOf(group(groupId).offsets().keySet()));
    }

    @Override
    public synchronized List<Described> all() {
        load();
        return groups.values().stream()
                .filter(it -> !it.blank())
                .map(GroupCoordinator::described)
                .toList();
    }

    @Override
    public synchronized Described describe(String groupId) {
        return described(require(groupId));
    }

    @Override
    public synchronized void delete(String groupId) {
        Group group = require(groupId);
        if (group.hasMembers()) {
            throw new GroupNotEmptyException(
                    "The group " + groupId + " has members; it can be deleted when they have left.");
        }
        commit(group, group.forget());
        groups.remove(groupId);
    }

    @Override
    public synchronized void deleteOffsets(String groupId, Set<TopicPartition> partitions) {
        Group group = require(groupId);
        List<GroupRecord> records = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            if (group.subscribes(partition.topic())) {
                throw new GroupSubscribedToTopicException(
                        "Members of the group %s subscribe to %s.".formatted(groupId, partition.topic()));
            }
            if (group.offsets().containsKey(partition)) {
                records.add(new OffsetForgotten(groupId, partition));
            }
        }
        commit(group, records);
    }

    /** What an atomic append brings to {@code __consumer_offsets}, and what it means once it is there. */
    record Pending(List<Piece> pieces, Runnable apply) {}

    /**
     * Judges commits that are to be appended together with records (D9). The caller holds this object's lock from here to the end of
     * {@link Pending#apply}, so that nobody decides on what is about to change.
     */
    Pending prepare(List<GroupOffsets> commits) {
        List<GroupRecord> records = new ArrayList<>();
        for (GroupOffsets commit : commits) {
            boolean anonymous = commit.group().generationId() < 0
                    && commit.group().memberId().isEmpty();
            records.addAll(judge(
                    commit,
                    !anonymous)); // As Kafka's transactional commits: without a member, no membership is checked.
        }
        long now = now();
        return new Pending(
                log.pieces(records, now),
                () -> records.forEach(it -> group(it.groupId()).apply(it, now)));
    }

    /** Drops members not heard of for a session. */
    synchronized void expireMembers() {
        for (Group group : List.copyOf(groups.values())) {
            group.expire(topics.partitionCounts(), now()).ifPresent(change -> commit(group, change));
        }
    }

    /** Forgets offsets of groups that have been empty for {@code offsets.retention.minutes}. */
    synchronized void expireOffsets() {
        load();
        for (Group group : List.copyOf(groups.values())) {
            commit(group, group.expireOffsets(now(), settings.offsetsRetention().toMillis()));
            if (group.blank()) {
                groups.remove(group.id());
            }
        }
    }

    /** Topics came, grew or went: every member is asked to look. */
    void topicsChanged() {
        bells.values().forEach(Bells::ring);
    }

    /** Forgets what was committed of a deleted topic, so that one of the same name begins anew. */
    synchronized void topicDeleted(String topic) {
        load();
        for (Group group : List.copyOf(groups.values())) {
            List<GroupRecord> records = new ArrayList<>();
            group.offsets().keySet().stream()
                    .filter(it -> it.topic().equals(topic))
                    .forEach(it -> records.add(new OffsetForgotten(group.id(), it)));
            commit(group, records);
        }
    }

    private synchronized Partition commitNow(GroupOffsets offsets) {
        checkGroupId(offsets.group().groupId());
        Group group = group(offsets.group().groupId());
        commit(group, judge(offsets, true));
        return log.partitionOf(group.id());
    }

    private List<GroupRecord> judge(GroupOffsets commit, boolean membership) {
        Group group = group(commit.group().groupId());
        if (membership) {
            String instanceId = commit.group().groupInstanceId().orElse("");
            group.checkCommitter(
                    commit.group().memberId(), instanceId, commit.group().generationId());
        }
        List<GroupRecord> records = new ArrayList<>();
        commit.offsets().forEach((partition, offset) -> {
            checkPartition(partition);
            checkMetadata(offset.metadata());
            records.add(new OffsetCommitted(
                    group.id(), partition, offset.offset(), offset.leaderEpoch().orElse(-1), offset.metadata(), now()));
        });
        return records;
    }

    private void commit(Group group, MembersChanged change) {
        Map<String, Integer> counts = topics.partitionCounts();
        commit(group, List.of(change));
        group.applied(counts);
    }

    /** Append, then apply, then ring. */
    private void commit(Group group, List<? extends GroupRecord> records) {
        if (!records.isEmpty()) {
            long now = now();
            long before = group.version();
            log.append(records, now);
            records.forEach(it -> group.apply(it, now));
            if (group.version() != before) {
                bells(group.id()).ring();
            }
        }
    }

    private Assigned assigned(Group group, String memberId, Set<TopicPartition> owned) {
        long before = group.version();
        Grant grant = group.grant(memberId, owned, now());
        if (group.version() != before) {
            bells(group.id()).ring(); // Something was given up that another waits for.
        }
        return new Assigned(memberId, grant.epoch(), grant.partitions(), grant.settled());
    }

    private Group group(String groupId) {
        load();
        return groups.computeIfAbsent(groupId, Group::new);
    }

    private Group require(String groupId) {
        load();
        Group group = groups.get(groupId);
        if (group == null || group.blank()) {
            throw new GroupIdNotFoundException("There is no group " + groupId + ".");
        }
        return group;
    }

    /** Replays {@code __consumer_offsets}, at the first call: an engine without groups never pays for it. */
    private void load() {
        if (!loaded) {
            loaded = true;
            long now = now();
            log.replay(record ->
                    groups.computeIfAbsent(record.groupId(), Group::new).apply(record, now));
            for (Group group : List.copyOf(groups.values())) {
                group.restarted(now).ifPresent(change -> commit(group, change));
            }
        }
    }

    private Bells bells(String groupId) {
        return bells.computeIfAbsent(groupId, it -> new Bells());
    }

    private long now() {
        return clock.millis();
    }

    private void checkPartition(TopicPartition partition) {
        if (partition.partition() >= topics.partitionCounts().getOrDefault(partition.topic(), 0)) {
            throw new UnknownTopicOrPartitionException(
                    "An offset of " + partition + " cannot be committed: there is no such partition.");
        }
    }

    private void checkMetadata(String metadata) {
        int bytes = metadata.getBytes(UTF_8).length;
        if (bytes > settings.offsetMetadataMaxBytes()) {
            throw new OffsetMetadataTooLarge(
                    "The metadata of a commit has %d bytes; offset.metadata.max.bytes allows %d."
                            .formatted(bytes, settings.offsetMetadataMaxBytes()));
        }
    }

    private void checkSession(int timeoutMs) {
        if (timeoutMs < settings.groupMinSessionTimeoutMs() || timeoutMs > settings.groupMaxSessionTimeoutMs()) {
            throw new InvalidSessionTimeoutException(
                    "A session timeout of %d ms is outside of group.min.session.timeout.ms=%d and group.max.session.timeout.ms=%d."
                            .formatted(
                                    timeoutMs,
                                    settings.groupMinSessionTimeoutMs(),
                                    settings.groupMaxSessionTimeoutMs()));
        }
    }

    private static void checkGroupId(String groupId) {
        if (groupId.isEmpty()) {
            throw new InvalidGroupIdException("A group needs a name: set group.id.");
        }
    }

    private static OffsetAndMetadata offset(Committed committed) {
        Optional<Integer> epoch = committed.leaderEpoch() < 0 ? Optional.empty() : Optional.of(committed.leaderEpoch());
        return new OffsetAndMetadata(committed.offset(), epoch, committed.metadata());
    }

    private static Described described(Group group) {
        Map<String, Set<TopicPartition>> held = new HashMap<>();
        group.held().forEach((member, partitions) -> held.put(member, new HashSet<>(partitions)));
        String state = held.isEmpty() ? "Empty" : group.settled() ? "Stable" : "PreparingRebalance";
        return new Described(group.id(), state, group.epoch(), held);
    }
}
