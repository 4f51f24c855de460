package io.leat.cli.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;

/** Which offsets there are. */
final class Offsets {
    private Offsets() {}

    /** One offset for each partition; -1 if there is none. */
    static Map<TopicPartition, Long> list(Cluster cluster, Collection<TopicPartition> partitions, OffsetSpec which) {
        Map<TopicPartition, OffsetSpec> asked = partitions.stream().collect(Collectors.toMap(it -> it, it -> which));
        Map<TopicPartition, ListOffsetsResultInfo> found = cluster.answer(
                "list offsets", cluster.admin().listOffsets(asked).all());
        Map<TopicPartition, Long> offsets = new HashMap<>();
        found.forEach((at, info) -> offsets.put(at, info.offset()));
        return offsets;
    }

    /** The partitions that {@code specs} name, in order. */
    static List<TopicPartition> partitions(Cluster cluster, Collection<TopicSpec> specs) {
        List<String> topics = specs.stream().map(TopicSpec::topic).distinct().toList();
        Map<String, TopicDescription> described = new TreeMap<>(cluster.answer(
                "describe " + topics, cluster.admin().describeTopics(topics).allTopicNames()));
        List<TopicPartition> partitions = new ArrayList<>();
        for (TopicSpec spec : specs) {
            TopicDescription topic = described.get(spec.topic());
            partitions.addAll(spec.of(topic == null ? 0 : topic.partitions().size()));
        }
        return partitions;
    }
}
