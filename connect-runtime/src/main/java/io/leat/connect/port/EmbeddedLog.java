package io.leat.connect.port;

import io.leat.log.LogEngine;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/** The log in this process: every call is a direct one. Does not own the engine. */
public record EmbeddedLog(LogEngine engine) implements LogPort {

    @Override
    public boolean isInProcess() {
        return true;
    }

    @Override
    public Producer<byte[], byte[]> producer(Map<String, Object> settings) {
        return engine.producer(settings);
    }

    @Override
    public Consumer<byte[], byte[]> consumer(Map<String, Object> settings) {
        return engine.consumer(settings);
    }

    /** One node keeps one copy, however many are asked for. */
    @Override
    public void createTopicIfMissing(NewTopic topic) {
        if (engine.broker().topics().find(topic.name()).isPresent()) {
            return;
        }
        Optional<Integer> partitions =
                topic.partitions() == NewTopic.OF_THE_LOG ? Optional.empty() : Optional.of(topic.partitions());
        try {
            engine.broker()
                    .topics()
                    .create(new org.apache.kafka.clients.admin.NewTopic(topic.name(), partitions, Optional.empty())
                            .configs(topic.configs()));
        } catch (TopicExistsException e) {
            // Another task was faster, and its topic is as good as ours.
            return;
        }
    }

    @Override
    public Optional<String> topicConfig(String topic, String config) {
        return Optional.of(
                Objects.requireNonNull(engine.broker().topics().configs(topic).get(config), config)
                        .value());
    }

    @Override
    public Map<TopicPartition, Long> committed(String group) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        engine.broker()
                .groups()
                .committed(group)
                .forEach((partition, offset) -> offsets.put(partition, offset.offset()));
        return offsets;
    }

    @Override
    public void alterCommitted(String group, Map<TopicPartition, @Nullable Long> offsets) {
        Map<TopicPartition, OffsetAndMetadata> commits = new HashMap<>();
        Set<TopicPartition> forgotten = new HashSet<>();
        offsets.forEach((partition, offset) -> {
            if (offset == null) {
                forgotten.add(partition);
            } else {
                engine.broker().partition(partition); // throws if there is none
                commits.put(partition, new OffsetAndMetadata(offset));
            }
        });
        if (!commits.isEmpty()) {
            try (Consumer<byte[], byte[]> consumer =
                    engine.consumer(Map.of("group.id", group, "enable.auto.commit", "false"))) {
                consumer.commitSync(commits);
            }
        }
        if (!forgotten.isEmpty()) {
            engine.broker().groups().deleteOffsets(group, forgotten);
        }
    }

    @Override
    public void deleteGroup(String group) {
        try {
            engine.broker().groups().delete(group);
        } catch (GroupIdNotFoundException e) {
            // It never committed, which is what was asked for.
            return;
        }
    }

    @Override
    public String clusterId() {
        return engine.clusterId();
    }
}
