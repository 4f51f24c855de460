package io.leat.log.group;

import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** One change to the groups: what is logged in {@code __consumer_offsets}, and the only thing that changes what is remembered (D8). */
public sealed interface GroupRecord {

    /** The group it is about; all records of one group are in one partition of {@code __consumer_offsets}. */
    String groupId();

    /**
     * An offset is committed.
     *
     * @param leaderEpoch -1 if not known
     * @param committedAt milliseconds since the epoch
     */
    record OffsetCommitted(
            String groupId, TopicPartition partition, long offset, int leaderEpoch, String metadata, long committedAt)
            implements GroupRecord {}

    /** A committed offset is forgotten. */
    record OffsetForgotten(String groupId, TopicPartition partition) implements GroupRecord {}

    /** A group of the classic protocol is this from here on. */
    record ClassicLogged(String groupId, ClassicMetadata metadata) implements GroupRecord {}

    /**
     * A group of the consumer protocol (KIP-848) has this epoch from here on.
     *
     * @param metadataHash of the topics its members subscribe to
     */
    record EpochLogged(String groupId, int epoch, long metadataHash) implements GroupRecord {}

    /** A group of the consumer protocol is forgotten: the record in its own place, and that of its target. */
    record EpochForgotten(String groupId, boolean target) implements GroupRecord {}

    /** What a member says of itself; null when it has left. */
    record MemberLogged(
            String groupId, String memberId, @Nullable ConsumerMember member) implements GroupRecord {}

    /** The epoch for which it is settled who shall have what. */
    record TargetEpochLogged(String groupId, int epoch, long at) implements GroupRecord {}

    /** What a member shall have; null when it has left. */
    record TargetLogged(
            String groupId, String memberId, @Nullable Set<IdPartition> target) implements GroupRecord {}

    /** What a member has, and where it stands; null when it has left. */
    record AssignmentLogged(
            String groupId, String memberId, @Nullable MemberAssignment assignment) implements GroupRecord {}

    /** The topics that an expression means; null when nobody uses it any more. */
    record RegexLogged(
            String groupId, String regex, @Nullable Set<String> topics, long at) implements GroupRecord {}

    /** A group of the classic protocol is forgotten. */
    record GroupForgotten(String groupId) implements GroupRecord {}
}
