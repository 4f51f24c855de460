package io.leat.log.client;

import io.leat.log.broker.Broker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** Which lane a record takes: its topic's lanes, and among them the partition it names, its key hashes to, or a plug-in picks. */
final class Routes {
    /** The record may take any partition. */
    static final int ANY = -1;

    private final Broker broker;
    private final Outlet outlet;
    private final Courier courier;
    private final Random random;
    private final boolean ignoreKeys;
    private final LongSupplier producerIds;
    private final @Nullable Partitioner partitioner;
    private final Map<String, TopicLanes> topics = new ConcurrentHashMap<>();
    private @Nullable TopicLanes last;
    private volatile ClusterView view;

    Routes(Broker broker, ProducerSettings settings, String clientId, Outlet outlet, Courier courier, Random random) {
        this.broker = broker;
        this.outlet = outlet;
        this.courier = courier;
        this.random = random;
        this.ignoreKeys = settings.ignoreKeys;
        this.producerIds = settings.idempotent ? broker::newProducerId : () -> -1;
        this.partitioner = settings.getConfiguredInstance(
                ProducerConfig.PARTITIONER_CLASS_CONFIG,
                Partitioner.class,
                Map.of(ProducerConfig.CLIENT_ID_CONFIG, clientId));
        this.view = ClusterView.of(broker);
    }

    /**
     * The lanes of a topic, which is created if that is allowed. Nearly always those of the record before: threads may overwrite each
     * other's memory of it, which costs a lookup and nothing else.
     */
    TopicLanes to(String topic) {
        TopicLanes known = last;
        Map<String, Integer> counts = broker.topics().partitionCounts();
        if (known != null && known.isFor(topic, counts)) {
            return known;
        }
        TopicLanes found = topics.compute(topic, (name, lanes) -> current(name, lanes, counts));
        last = found;
        return found;
    }

    private TopicLanes current(String topic, @Nullable TopicLanes known, Map<String, Integer> counts) {
        if (known != null && known.isFor(topic, counts)) {
            return known;
        }
        int count = broker.topics()
                .findOrCreate(topic, true)
                .orElseThrow(() -> new UnknownTopicOrPartitionException(
                        "Topic '%s' does not exist, and auto.create.topics.enable is false; create it"
                                .formatted(topic)))
                .partitions();
        PartitionLane[] lanes = new PartitionLane[count];
        for (int i = 0; i < count; i++) {
            lanes[i] = known != null && i < known.count() ? known.lane(i) : lane(new TopicPartition(topic, i));
        }
        return new TopicLanes(topic, broker.topics().partitionCounts(), lanes, random);
    }

    private PartitionLane lane(TopicPartition name) {
        return new PartitionLane(name, broker::partition, producerIds, outlet, courier, broker.clock());
    }

    /** The partition of a record, or {@link #ANY}. Keys are hashed with murmur2, as by every Kafka client of Java. */
    int partition(ProducerRecord<byte[], byte[]> record, TopicLanes lanes) {
        Integer asked = record.partition();
        if (asked != null) {
            return checked(asked, record.topic(), lanes);
        }
        byte[] key = record.key();
        Partitioner plugIn = partitioner;
        if (plugIn != null) {
            byte[] value = record.value();
            return checked(plugIn.partition(record.topic(), key, key, value, value, cluster()), record.topic(), lanes);
        }
        return key == null || ignoreKeys ? ANY : Utils.toPositive(Utils.murmur2(key)) % lanes.count();
    }

    private static int checked(int partition, String topic, TopicLanes lanes) {
        if (partition < 0) {
            throw new IllegalArgumentException(
                    "the partitioner chose partition %d of '%s'; 0 is the first".formatted(partition, topic));
        }
        if (partition >= lanes.count()) {
            throw new UnknownTopicOrPartitionException(
                    "Topic '%s' has the partitions 0 to %d, not %d".formatted(topic, lanes.count() - 1, partition));
        }
        return partition;
    }

    /** The topics as Kafka's plug-ins and callers see them. */
    Cluster cluster() {
        ClusterView known = view;
        if (!known.isCurrent(broker)) {
            known = ClusterView.of(broker);
            view = known;
        }
        return known.cluster();
    }

    List<PartitionLane> all() {
        List<PartitionLane> lanes = new ArrayList<>();
        topics.values().forEach(topic -> lanes.addAll(List.of(topic.all())));
        return lanes;
    }

    void appendAll() {
        all().forEach(PartitionLane::append);
    }

    /** Fails what is in memory and has not been appended. */
    void discardAll(KafkaException reason) {
        for (PartitionLane lane : all()) {
            ProducerBatch batch = lane.discard();
            if (batch != null) {
                courier.depart(batch);
                courier.answer(batch, null, reason);
            }
        }
    }

    void close() {
        if (partitioner != null) {
            Utils.closeQuietly(partitioner, "partitioner");
        }
    }
}
