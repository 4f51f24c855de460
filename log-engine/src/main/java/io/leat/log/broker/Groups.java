package io.leat.log.broker;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Consumer groups. A member tells at each heartbeat what it still owns and is told what it may own: it first gives up what it is
 * not told, says so in the next heartbeat, and only then does another member get it.
 */
public interface Groups {

    /**
     * What a consumer says when it joins.
     *
     * @param memberId empty for a new member
     * @param instanceId {@code group.instance.id}, or empty: a second join with one replaces, and fences, the first
     * @param sessionTimeoutMs a member not heard of for so long is dropped
     */
    record Join(
            String groupId,
            String memberId,
            String instanceId,
            String clientId,
            int sessionTimeoutMs,
            Set<String> topics) {}

    /**
     * What a member may own now.
     *
     * @param epoch to be sent with heartbeats and commits; also the generation of the consumer's group metadata
     * @param partitions what it may own; anything else it owns it must give up, and then say so
     * @param settled true when nothing is left to give up or to wait for
     */
    record Assigned(String memberId, int epoch, Set<TopicPartition> partitions, boolean settled) {}

    /** What is told of a group to those who look: {@code state} as Kafka names it (Empty, Stable, Reconciling, …). */
    record Described(String groupId, String state, int epoch, Map<String, Set<TopicPartition>> members) {}

    /** Makes a member, or takes back one that is still known; a fresh member owns nothing yet. */
    Assigned join(Join join);

    /**
     * Keeps the member alive and tells what it may own.
     *
     * @param instanceId as it joined; empty for none
     * @param owned all it owns at this moment
     * @param topics what it subscribes to now
     * @throws org.apache.kafka.common.errors.UnknownMemberIdException if it expired or never joined: join again
     * @throws org.apache.kafka.common.errors.FencedMemberEpochException if it is told of an epoch it cannot be in: give up all, join again
     * @throws org.apache.kafka.common.errors.FencedInstanceIdException if another took its instance id
     */
    Assigned heartbeat(
            String groupId,
            String memberId,
            String instanceId,
            int epoch,
            Set<TopicPartition> owned,
            Set<String> topics);

    /** Ends a membership; its partitions are free at once. Nothing happens if there is no such member. */
    void leave(String groupId, String memberId);

    /** A number that grows whenever a heartbeat of some member would tell it something new; cheap enough for every poll. */
    long version(String groupId);

    /** Runs {@code bell} after each change of {@link #version}; it must be quick and not block. */
    void watch(String groupId, Runnable bell);

    void unwatch(String groupId, Runnable bell);

    /**
     * Commits offsets: of a member, or (generation -1 and no member id) of a simple consumer if the group has no members. Answered
     * once written.
     *
     * <p>Fails with {@code UnknownMemberIdException}, {@code IllegalGenerationException}, {@code FencedInstanceIdException}, or
     * {@code OffsetMetadataTooLarge}.
     */
    CompletableFuture<Void> commit(GroupOffsets offsets);

    /** What is committed of these partitions; those without a commit are missing. */
    Map<TopicPartition, OffsetAndMetadata> committed(String groupId, Collection<TopicPartition> partitions);

    /** Everything the group has committed. */
    Map<TopicPartition, OffsetAndMetadata> committed(String groupId);

    List<Described> all();

    /**
     * One group.
     *
     * @throws org.apache.kafka.common.errors.GroupIdNotFoundException if there is none
     */
    Described describe(String groupId);

    /**
     * Forgets a group and its offsets.
     *
     * @throws org.apache.kafka.common.errors.GroupNotEmptyException if it has members
     * @throws org.apache.kafka.common.errors.GroupIdNotFoundException if there is none
     */
    void delete(String groupId);

    /** Forgets some offsets of a group that has no members subscribed to them. */
    void deleteOffsets(String groupId, Set<TopicPartition> partitions);
}
