package io.leat.log.group;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** The topics there are, as groups look them up. Never changes: topics that change make a new index. */
public final class TopicIndex {

    /** A topic. */
    public record Entry(String name, Uuid id, int partitions) {}

    private final Map<String, Entry> byName = new HashMap<>();
    private final Map<Uuid, Entry> byId = new HashMap<>();

    public TopicIndex(Collection<Entry> topics) {
        topics.forEach(it -> {
            byName.put(it.name(), it);
            byId.put(it.id(), it);
        });
    }

    Set<String> names() {
        return byName.keySet();
    }

    @Nullable
    Entry find(String name) {
        return byName.get(name);
    }

    /** The partition by its name; empty if its topic is gone. */
    public Optional<TopicPartition> named(IdPartition partition) {
        return Optional.ofNullable(byId.get(partition.topicId()))
                .map(it -> new TopicPartition(it.name(), partition.partition()));
    }

    /** The partition by its topic's id; empty if there is no such topic. */
    public Optional<IdPartition> identified(TopicPartition partition) {
        return Optional.ofNullable(byName.get(partition.topic()))
                .map(it -> new IdPartition(it.id(), partition.partition()));
    }
}
