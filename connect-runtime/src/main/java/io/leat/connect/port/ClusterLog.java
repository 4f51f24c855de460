package io.leat.connect.port;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka cluster behind the port, with Kafka's own clients. Owns one admin client.
 *
 * <p>Producers get defaults that a pipeline wants rather than Kafka Connect's, which are its slowest setting: idempotent with
 * five requests in flight, batches of 256 KiB that wait 5 ms. As there, a record is tried for as long as it takes.
 */
public final class ClusterLog implements LogPort, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterLog.class);
    /** How long a call of the admin client is tried again while the cluster changes, elects or restarts. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final long BACKOFF_MS = 250;

    private static final Map<String, Object> PRODUCER_DEFAULTS = Map.of(
            "acks", "all",
            "enable.idempotence", "true",
            "max.in.flight.requests.per.connection", "5",
            "batch.size", "262144",
            "linger.ms", "5",
            "max.block.ms", Long.toString(Long.MAX_VALUE),
            "delivery.timeout.ms", Integer.toString(Integer.MAX_VALUE));

    private final Map<String, Object> common;
    private final Admin admin;
    private final String id;

    private ClusterLog(Map<String, Object> common, Admin admin, String id) {
        this.common = common;
        this.admin = admin;
        this.id = id;
    }

    /**
     * Connects.
     *
     * @param common settings for all clients by Kafka's names, {@code bootstrap.servers} and what secures the connection
     * @param ofAdmin the same for the admin client, with what is different there
     * @throws UnreachableException if no broker answers in time
     */
    public static ClusterLog connect(Map<String, Object> common, Map<String, Object> ofAdmin) {
        Admin admin = Admin.create(Map.copyOf(ofAdmin));
        try {
            return new ClusterLog(
                    Map.copyOf(common),
                    admin,
                    get(admin.describeCluster().clusterId()).orElse(""));
        } catch (KafkaException e) {
            admin.close(Duration.ZERO);
            throw new UnreachableException(
                    "The Kafka cluster at bootstrap.servers=" + common.get("bootstrap.servers") + " does not answer: "
                            + e.getMessage()
                            + ". Check the addresses, that its brokers run, and the security settings (security.protocol,"
                            + " sasl.*, ssl.*).",
                    e);
        }
    }

    /** There is no answer from the cluster. */
    public static final class UnreachableException extends ConnectException {
        private static final long serialVersionUID = 1;

        UnreachableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    @Override
    public boolean isInProcess() {
        return false;
    }

    @Override
    public Producer<byte[], byte[]> producer(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(PRODUCER_DEFAULTS);
        common.forEach((name, value) -> {
            if (ProducerConfig.configNames().contains(name)) {
                all.put(name, value);
            }
        });
        all.putAll(settings);
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public Consumer<byte[], byte[]> consumer(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(common);
        all.putAll(settings);
        return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public void createTopicIfMissing(NewTopic topic) {
        Optional<Integer> partitions =
                topic.partitions() == NewTopic.OF_THE_LOG ? Optional.empty() : Optional.of(topic.partitions());
        Optional<Short> copies = topic.replicationFactor() == NewTopic.OF_THE_LOG
                ? Optional.empty()
                : Optional.of((short) topic.replicationFactor());
        var wanted =
                new org.apache.kafka.clients.admin.NewTopic(topic.name(), partitions, copies).configs(topic.configs());
        try {
            var unused = patiently(
                    "create topic " + topic.name(),
                    () -> admin.createTopics(List.of(wanted)).all());
            LOG.info("Created topic {}", topic.name());
        } catch (TopicExistsException e) {
            LOG.debug("Topic {} is there", topic.name());
        } catch (AuthorizationException e) {
            LOG.debug("Topic {} may not be created; it is taken to be there", topic.name(), e);
        }
    }

    @Override
    public Optional<String> topicConfig(String topic, String config) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try {
            return patiently(
                            "describe topic " + topic,
                            () -> admin.describeConfigs(List.of(resource)).all())
                    .map(described -> described.get(resource))
                    .map(configs -> configs.get(config))
                    .map(ConfigEntry::value);
        } catch (AuthorizationException e) {
            LOG.warn("The configs of topic {} may not be described, so its {} is not checked", topic, config);
            return Optional.empty();
        }
    }

    @Override
    public Map<TopicPartition, Long> committed(String group) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        patiently(
                        "list the offsets of group " + group,
                        () -> admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                .ifPresent(all -> all.forEach((partition, offset) -> offsets.put(partition, offset.offset())));
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
                commits.put(partition, new OffsetAndMetadata(offset));
            }
        });
        if (!commits.isEmpty()) {
            requirePartitions(commits.keySet());
            var unused = patiently(
                    "alter the offsets of group " + group,
                    () -> admin.alterConsumerGroupOffsets(group, commits).all());
        }
        if (!forgotten.isEmpty()) {
            var unused = patiently(
                    "forget offsets of group " + group,
                    () -> admin.deleteConsumerGroupOffsets(group, forgotten).all());
        }
    }

    /** A missing partition is an error that Kafka's own client tries again for ever. */
    private void requirePartitions(Set<TopicPartition> partitions) {
        Set<String> topics = partitions.stream().map(TopicPartition::topic).collect(Collectors.toSet());
        Map<String, TopicDescription> described =
                get(admin.describeTopics(topics).allTopicNames()).orElse(Map.of());
        for (TopicPartition partition : partitions) {
            TopicDescription topic = described.get(partition.topic());
            if (topic == null || partition.partition() >= topic.partitions().size()) {
                throw new UnknownTopicOrPartitionException("There is no partition " + partition + ".");
            }
        }
    }

    @Override
    public void deleteGroup(String group) {
        try {
            var unused = patiently(
                    "delete group " + group,
                    () -> admin.deleteConsumerGroups(Set.of(group)).all());
        } catch (GroupIdNotFoundException e) {
            LOG.debug("There is no group {}", group);
        }
    }

    @Override
    public String clusterId() {
        return id;
    }

    /** A call of the admin client, so to speak. */
    private interface Call<T> {
        KafkaFuture<T> begin();
    }

    /**
     * The result of a call, which is tried again while the cluster says that it may pass; empty if it has none.
     *
     * @throws KafkaException what the cluster said
     */
    private static <T> Optional<T> patiently(String what, Call<T> call) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return get(call.begin());
            } catch (RetriableException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                LOG.info("Could not {} yet, which is tried again: {}", what, e.getMessage());
                pause();
            }
        }
    }

    private static <T> Optional<T> get(KafkaFuture<T> future) {
        try {
            return Optional.ofNullable(future.get());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException failure ? failure : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConnectException("Interrupted while waiting for the Kafka cluster", e);
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(BACKOFF_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConnectException("Interrupted while waiting for the Kafka cluster", e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }
}
