package io.leat.connect.port;

import io.leat.log.LogEngine;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.TopicExistsException;

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

    /** A task that is left behind is cut off by the worker, in this process; and a producer of its name by its successor. */
    @Override
    public void fence(Collection<String> transactionalIds) {}

    @Override
    public String clusterId() {
        return engine.clusterId();
    }
}
