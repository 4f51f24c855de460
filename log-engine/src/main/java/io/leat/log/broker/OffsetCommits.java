package io.leat.log.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.leat.log.group.ClassicGroup;
import io.leat.log.group.Committed;
import io.leat.log.group.ConsumerGroup;
import io.leat.log.group.GroupRecord;
import io.leat.log.group.GroupRecord.GroupForgotten;
import io.leat.log.group.GroupRecord.OffsetCommitted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.OffsetMetadataTooLarge;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Offsets of groups: committed, asked for, forgotten; the same for all protocols. */
public final class OffsetCommits {

    /**
     * Who commits.
     *
     * @param instanceId {@code group.instance.id}; null for a dynamic member
     * @param generation or member epoch; negative without membership
     */
    public record Committer(
            String groupId, String memberId, @Nullable String instanceId, int generation) {}

    private final GroupTable table;
    private final CatalogueTopics topics;

    OffsetCommits(GroupTable table, CatalogueTopics topics) {
        this.table = table;
        this.topics = topics;
    }

    /**
     * Commits offsets, and completes once they survive a power cut. An offset that cannot be committed has its error in the answer, and
     * keeps the others from nothing.
     *
     * @throws ApiException if the committer may not, and nothing was committed
     */
    public CompletableFuture<Map<TopicPartition, Errors>> commit(
            Committer who, Map<TopicPartition, Committed> offsets) {
        Map<TopicPartition, Errors> answers = new LinkedHashMap<>();
        Partition written;
        synchronized (table) {
            judge(who);
            List<GroupRecord> records = new ArrayList<>();
            offsets.forEach(
                    (partition, offset) -> answers.put(partition, judge(who.groupId(), partition, offset, records)));
            if (records.isEmpty()) {
                return CompletableFuture.completedFuture(answers);
            }
            table.commit(records);
            written = table.log().partitionOf(who.groupId());
        }
        return table.log().flush(written).thenApply(done -> answers);
    }

    /** As a client inside the process commits: all or nothing. */
    CompletableFuture<Void> commit(GroupOffsets offsets) {
        Partition written;
        synchronized (table) {
            String groupId = offsets.group().groupId();
            GroupTable.checkGroupId(groupId);
            judge(committer(offsets));
            table.commit(records(offsets));
            written = table.log().partitionOf(groupId);
        }
        return table.log().flush(written);
    }

    /** What an atomic append brings to {@code __consumer_offsets}, and what it means once it is there. */
    record Pending(List<Piece> pieces, Runnable apply) {}

    /**
     * Judges commits that are to be appended together with records (D9). The caller holds the groups' lock from here to the end of
     * {@link Pending#apply}, so that nobody decides on what is about to change.
     */
    Pending prepare(List<GroupOffsets> commits) {
        List<GroupRecord> records = new ArrayList<>();
        for (GroupOffsets commit : commits) {
            boolean anonymous = commit.group().generationId() < 0
                    && commit.group().memberId().isEmpty();
            if (!anonymous) { // As Kafka's transactional commits: without a member, no membership is checked.
                judge(committer(commit));
            }
            records.addAll(records(commit));
        }
        long now = table.now();
        return new Pending(table.log().pieces(records, now), () -> records.forEach(it -> table.apply(it, now)));
    }

    /** Of a group, the partitions for which a transaction is open that commits their offsets (KIP-447). */
    public Predicate<TopicPartition> unstable(String groupId) {
        synchronized (table) {
            Set<TopicPartition> unstable =
                    table.find(groupId).map(it -> it.offsets().unstable()).orElse(Set.of());
            return unstable::contains;
        }
    }

    /** Everything a group has committed; nothing if there is no such group. */
    public Map<TopicPartition, Committed> committed(String groupId) {
        synchronized (table) {
            return table.find(groupId).map(it -> Map.copyOf(it.offsets().all())).orElse(Map.of());
        }
    }

    /**
     * What a member asks for that was committed, or anybody; nothing if there is no such group.
     *
     * @param memberId null for one that is no member, or does not say
     * @param epoch its member epoch; negative without membership
     * @throws ApiException if it is not the member it takes itself for
     */
    public Map<TopicPartition, Committed> fetch(String groupId, @Nullable String memberId, int epoch) {
        synchronized (table) {
            Optional<GroupEntry> group = table.find(groupId);
            if (memberId != null
                    && epoch >= 0
                    && group.isPresent()
                    && group.get().members() instanceof ConsumerGroup it) {
                it.checkEpoch(memberId, epoch);
            }
            return committed(groupId);
        }
    }

    /**
     * Forgets some offsets of a group, and completes once that survives a power cut. Those that members subscribe to stay, with an error.
     *
     * @throws GroupIdNotFoundException if there is no such group
     * @throws GroupNotEmptyException if it has members that are no consumers
     */
    public CompletableFuture<Map<TopicPartition, Errors>> delete(String groupId, Iterable<TopicPartition> partitions) {
        Map<TopicPartition, Errors> answers = new LinkedHashMap<>();
        Partition written;
        synchronized (table) {
            GroupEntry group = table.require(groupId);
            if (!group.members().isEmpty()
                    && !group.members().protocolType().equals(io.leat.log.group.Members.CONSUMER)) {
                throw new GroupNotEmptyException("The group " + groupId + " has members, which are no consumers.");
            }
            for (TopicPartition partition : partitions) {
                answers.put(partition, judgeDeletion(group, partition));
            }
            table.commit(group.offsets().forget(it -> answers.get(it) == Errors.NONE));
            written = table.log().partitionOf(groupId);
        }
        return table.log().flush(written).thenApply(done -> answers);
    }

    private Errors judgeDeletion(GroupEntry group, TopicPartition partition) {
        if (!topics.has(partition)) {
            return Errors.UNKNOWN_TOPIC_OR_PARTITION;
        }
        return group.members().subscribesTo(partition.topic()) ? Errors.GROUP_SUBSCRIBED_TO_TOPIC : Errors.NONE;
    }

    /** Forgets offsets of groups that nobody needed for {@code offsets.retention.minutes}, and groups of which nothing is left. */
    void expire() {
        synchronized (table) {
            long retentionMs = table.settings().offsetsRetention().toMillis();
            for (GroupEntry group : table.all()) {
                List<GroupRecord> records = group.offsets().expired(group.members(), table.now(), retentionMs);
                boolean allGone = records.size() == group.offsets().all().size()
                        && !group.offsets().hasPending();
                if (allGone && group.members().isEmpty()) {
                    records.addAll(forgetMembers(group));
                }
                table.commit(records);
                table.dropIfBlank(group);
            }
        }
    }

    /** Forgets what was committed of a deleted topic, so that one of the same name begins anew. */
    void topicDeleted(String topic) {
        synchronized (table) {
            for (GroupEntry group : table.all()) {
                table.commit(group.offsets().forget(it -> it.topic().equals(topic)));
            }
        }
    }

    /** The records that make a group without members forgotten. */
    static List<GroupRecord> forgetMembers(GroupEntry group) {
        return group.members() instanceof ConsumerGroup members
                ? members.forget()
                : List.of(new GroupForgotten(group.id()));
    }

    private static Committer committer(GroupOffsets commit) {
        return new Committer(
                commit.group().groupId(),
                commit.group().memberId(),
                commit.group().groupInstanceId().orElse(null),
                commit.group().generationId());
    }

    private void judge(Committer who) {
        judge(who, false);
    }

    /** Judges who commits; {@code transactional} if a producer does so for its consumer. The caller holds the groups' lock. */
    void judge(Committer who, boolean transactional) {
        GroupEntry group = table.entry(who.groupId());
        try {
            group.members().checkCommitter(who.memberId(), who.instanceId(), who.generation(), transactional);
        } catch (ApiException e) {
            table.dropIfBlank(group);
            throw e;
        }
        if (group.members() instanceof ClassicGroup members) {
            members.committed(who.memberId(), table.now());
        }
    }

    private Errors judge(String groupId, TopicPartition partition, Committed offset, List<GroupRecord> records) {
        try {
            records.add(record(groupId, partition, offset));
            return Errors.NONE;
        } catch (ApiException e) {
            return Errors.forException(e);
        }
    }

    private List<GroupRecord> records(GroupOffsets commit) {
        List<GroupRecord> records = new ArrayList<>();
        commit.offsets().forEach((partition, it) -> {
            Committed offset = new Committed(it.offset(), it.leaderEpoch().orElse(-1), it.metadata(), table.now());
            records.add(record(commit.group().groupId(), partition, offset));
        });
        return records;
    }

    /** The record of an offset, or Kafka's error for what cannot be committed. */
    OffsetCommitted record(String groupId, TopicPartition partition, Committed it) {
        checkPartition(partition);
        checkMetadata(it.metadata());
        return new OffsetCommitted(groupId, partition, it.offset(), it.leaderEpoch(), it.metadata(), it.at());
    }

    private void checkPartition(TopicPartition partition) {
        if (!topics.has(partition)) {
            throw new UnknownTopicOrPartitionException(
                    "An offset of " + partition + " cannot be committed: there is no such partition.");
        }
    }

    private void checkMetadata(String metadata) {
        int allowed = table.settings().offsetMetadataMaxBytes();
        int bytes = metadata.getBytes(UTF_8).length;
        if (bytes > allowed) {
            throw new OffsetMetadataTooLarge(
                    "The metadata of a commit has %d bytes; offset.metadata.max.bytes allows %d."
                            .formatted(bytes, allowed));
        }
    }

    /** As Kafka's clients see a committed offset. */
    static Map<TopicPartition, OffsetAndMetadata> asClientsSee(Map<TopicPartition, Committed> offsets) {
        Map<TopicPartition, OffsetAndMetadata> seen = new HashMap<>();
        offsets.forEach((partition, it) -> {
            Optional<Integer> epoch = it.leaderEpoch() < 0 ? Optional.empty() : Optional.of(it.leaderEpoch());
            seen.put(partition, new OffsetAndMetadata(it.offset(), epoch, it.metadata()));
        });
        return seen;
    }
}
