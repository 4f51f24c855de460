package io.leat.log.group;

import java.util.List;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

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

    /**
     * A group's members are these from here on, and may own these partitions in the end.
     *
     * @param epoch grows with each change; Kafka's generation
     * @param at when, in milliseconds since the epoch
     */
    record MembersChanged(String groupId, int epoch, long at, List<Member> members) implements GroupRecord {
        public MembersChanged {
            members = List.copyOf(members);
        }
    }

    /** A group of the classic protocol is this from here on. */
    record ClassicLogged(String groupId, ClassicMetadata metadata) implements GroupRecord {}

    /** A group is forgotten. */
    record GroupForgotten(String groupId) implements GroupRecord {}

    /**
     * A member as it is logged.
     *
     * @param instanceId {@code group.instance.id}, or empty
     * @param topics what it subscribes to
     * @param target what it may own once the others have given it up
     */
    record Member(
            String memberId,
            String instanceId,
            String clientId,
            int sessionTimeoutMs,
            Set<String> topics,
            Set<TopicPartition> target) {
        public Member {
            topics = Set.copyOf(topics);
            target = Set.copyOf(target);
        }
    }
}
