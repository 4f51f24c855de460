package io.leat.connect.port;

import io.leat.testing.KafkaCluster;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A Kafka broker behind the port, with the stock clients. */
public record ClusterLog(KafkaCluster cluster) implements LogPort {

    @Override
    public Producer<byte[], byte[]> producer(Map<String, Object> settings) {
        return new KafkaProducer<>(at(settings), new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public Consumer<byte[], byte[]> consumer(Map<String, Object> settings) {
        return new KafkaConsumer<>(at(settings), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public void createTopicIfMissing(NewTopic topic) {
        Optional<Integer> partitions =
                topic.partitions() == NewTopic.DEFAULT_PARTITIONS ? Optional.empty() : Optional.of(topic.partitions());
        try (Admin admin = Admin.create(at(Map.of()))) {
            admin.createTopics(List.of(
                            new org.apache.kafka.clients.admin.NewTopic(topic.name(), partitions, Optional.empty())
                                    .configs(topic.configs())))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String topicConfig(String topic, String config) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (Admin admin = Admin.create(at(Map.of()))) {
            Config all =
                    admin.describeConfigs(List.of(resource)).all().get().getOrDefault(resource, new Config(List.of()));
            return Objects.requireNonNull(all.get(config), config).value();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String clusterId() {
        return cluster.id();
    }

    private Map<String, Object> at(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("bootstrap.servers", cluster.bootstrapServers());
        return all;
    }
}
