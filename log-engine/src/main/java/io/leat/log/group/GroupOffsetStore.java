package io.leat.log.group;

import io.leat.log.group.GroupRecord.OffsetCommitted;
import io.leat.log.group.GroupRecord.OffsetForgotten;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;

/**
 * The offsets a group has committed, whatever protocol its members speak. Methods that return records change nothing; {@link #apply}
 * does. For one thread at a time.
 */
public final class GroupOffsetStore {
    private final String groupId;
    private final Map<TopicPartition, Committed> offsets = new HashMap<>();

    public GroupOffsetStore(String groupId) {
        this.groupId = groupId;
    }

    /** What is committed, as it is: not a copy. */
    public Map<TopicPartition, Committed> all() {
        return Collections.unmodifiableMap(offsets);
    }

    public boolean isEmpty() {
        return offsets.isEmpty();
    }

    /** Judges which offsets are old: {@code retentionMs} have passed since nobody needs them. */
    public List<GroupRecord> expired(Members members, long now, long retentionMs) {
        List<GroupRecord> records = new ArrayList<>();
        offsets.forEach((partition, committed) -> {
            OptionalLong from = members.expiresFrom(partition.topic(), committed.at());
            if (from.isPresent() && now - from.getAsLong() >= retentionMs) {
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
        offsets.put(it.partition(), new Committed(it.offset(), it.leaderEpoch(), it.metadata(), it.committedAt()));
    }

    /** Makes a logged change true. */
    public void apply(OffsetForgotten it) {
        offsets.remove(it.partition());
    }
}
