package io.leat.log.group;

import io.leat.log.group.GroupRecord.OffsetCommitted;
import io.leat.log.group.GroupRecord.OffsetForgotten;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;

/**
 * The offsets a group has committed, whatever protocol its members speak. Methods that return records change nothing; {@link #apply}
 * does. For one thread at a time.
 */
public final class GroupOffsetStore {
    private final String groupId;
    private final Map<TopicPartition, Committed> offsets = new HashMap<>();
    private final PendingOffsets pending = new PendingOffsets();

    public GroupOffsetStore(String groupId) {
        this.groupId = groupId;
    }

    /** What is committed, as it is: not a copy. */
    public Map<TopicPartition, Committed> all() {
        return Collections.unmodifiableMap(offsets);
    }

    /** Whether there is nothing, and no open transaction that may bring something. */
    public boolean isEmpty() {
        return offsets.isEmpty() && pending.isEmpty();
    }

    /** Whether a transaction is open that commits offsets here. */
    public boolean hasPending() {
        return !pending.isEmpty();
    }

    /** The partitions of which a transaction that is open commits offsets: what is committed of them may be old (KIP-447). */
    public Set<TopicPartition> unstable() {
        return pending.partitions();
    }

    /** An offset that a producer committed in a transaction: to become true with its end. */
    public void pend(long producerId, OffsetCommitted it) {
        pending.add(producerId, it);
    }

    /** A producer's transaction is over; what it committed becomes true, or is forgotten. */
    public void end(long producerId, boolean commit) {
        pending.end(producerId, commit).forEach(it -> offsets.put(it.partition(), committed(it)));
    }

    /** Judges which offsets are old: {@code retentionMs} have passed since nobody needs them. */
    public List<GroupRecord> expired(Members members, long now, long retentionMs) {
        List<GroupRecord> records = new ArrayList<>();
        offsets.forEach((partition, committed) -> {
            OptionalLong from = members.expiresFrom(partition.topic(), committed.at());
            if (!pending.has(partition) && from.isPresent() && now - from.getAsLong() >= retentionMs) {
                records.add(new OffsetForgotten(groupId, partition));
            }
        });
        return records;
    }

    /** The records that make these forgotten. */
    public List<GroupRecord> forget(Predicate<TopicPartition> which) {
        List<GroupRecord> records = new ArrayList<>();
        offsets.keySet().stream().filter(which).forEach(it -> records.add(new OffsetForgotten(groupId, it)));
        return records;
    }

    /** Makes a logged change true. */
    public void apply(OffsetCommitted it) {
        offsets.put(it.partition(), committed(it));
        pending.overtaken(it.partition());
    }

    private static Committed committed(OffsetCommitted it) {
        return new Committed(it.offset(), it.leaderEpoch(), it.metadata(), it.committedAt());
    }

    /** Makes a logged change true. */
    public void apply(OffsetForgotten it) {
        offsets.remove(it.partition());
        pending.overtaken(it.partition());
    }
}
