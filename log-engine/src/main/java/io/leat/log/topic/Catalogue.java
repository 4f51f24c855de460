package io.leat.log.topic;

import io.leat.log.topic.CatalogueRecord.AclsChanged;
import io.leat.log.topic.CatalogueRecord.BrokerConfigsReplaced;
import io.leat.log.topic.CatalogueRecord.ConfigsReplaced;
import io.leat.log.topic.CatalogueRecord.FoldersRemoved;
import io.leat.log.topic.CatalogueRecord.GroupConfigsReplaced;
import io.leat.log.topic.CatalogueRecord.PartitionsGrown;
import io.leat.log.topic.CatalogueRecord.ProducerIdsReserved;
import io.leat.log.topic.CatalogueRecord.QuotasReplaced;
import io.leat.log.topic.CatalogueRecord.ScramUsersChanged;
import io.leat.log.topic.CatalogueRecord.TopicCreated;
import io.leat.log.topic.CatalogueRecord.TopicDeleted;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.Topic;

/**
 * The topics there are. Commands are judged here and yield a record, or one of Kafka's exceptions with Kafka's message; nothing
 * changes but by {@link #apply} (D8). For one thread at a time.
 */
public final class Catalogue {
    /** More in one topic is a slip of the hand: each has a folder and open files. */
    static final int MAX_PARTITIONS = 10_000;

    private final Map<String, TopicEntry> byName = new HashMap<>();
    private final Map<Uuid, String> names = new HashMap<>();
    /** First topic of each name with dots for underscores, so that a collision is found without a search. */
    private final Map<String, String> unified = new HashMap<>();

    /** Deleted topics whose folders may still be there; after a crash they must not be taken for topics of their own. */
    private final Set<Uuid> doomed = new HashSet<>();

    /** By node; those of all brokers have no name. */
    private final Map<String, Map<String, String>> brokerConfigs = new HashMap<>();

    private final Map<String, Map<String, String>> groupConfigs = new HashMap<>();
    private final Map<QuotaEntity, Map<String, Double>> quotas = new HashMap<>();
    private final Set<AclBinding> acls = new LinkedHashSet<>();
    private final Map<ScramUser, ScramKey> scram = new HashMap<>();

    private long nextProducerId;

    /**
     * Judges the creation of a topic.
     *
     * @param replicationFactor 1, or -1 for the default
     * @param configs already judged
     */
    public TopicCreated create(
            Uuid id, String name, int partitions, int replicationFactor, Map<String, String> configs) {
        Topic.validate(name);
        if (byName.containsKey(name)) {
            throw new TopicExistsException("Topic '" + name + "' already exists.");
        }
        String colliding = unified.get(Topic.unifyCollisionChars(name));
        if (colliding != null) {
            throw new InvalidTopicException("Topic '" + name + "' collides with existing topic: " + colliding);
        }
        checkReplication(replicationFactor);
        if (partitions <= 0) {
            throw new InvalidPartitionsException("Number of partitions was set to an invalid non-positive value.");
        }
        checkCount(name, partitions);
        return new TopicCreated(id, name, partitions, configs);
    }

    /** Judges growth to {@code partitions}; they never shrink, because records are where their keys put them. */
    public PartitionsGrown grow(String name, int partitions) {
        TopicEntry topic = require(name);
        if (partitions == topic.partitions()) {
            throw new InvalidPartitionsException("Topic already has " + partitions + " partition(s).");
        }
        if (partitions < topic.partitions()) {
            throw new InvalidPartitionsException(
                    "The topic %s currently has %d partition(s); %d would not be an increase."
                            .formatted(name, topic.partitions(), partitions));
        }
        checkCount(name, partitions);
        return new PartitionsGrown(topic.id(), partitions);
    }

    /** Judges a topic's new set of own configs, themselves already judged. */
    public ConfigsReplaced replaceConfigs(String name, Map<String, String> configs) {
        return new ConfigsReplaced(require(name).id(), configs);
    }

    public TopicDeleted delete(String name) {
        return new TopicDeleted(require(name).id());
    }

    /** Takes {@code count} producer ids, from {@link #nextProducerId} on. */
    public ProducerIdsReserved reserveProducerIds(int count) {
        return new ProducerIdsReserved(Math.addExact(nextProducerId, count));
    }

    /** The first producer id nobody can have. */
    public long nextProducerId() {
        return nextProducerId;
    }

    public Optional<TopicEntry> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    public Optional<TopicEntry> find(Uuid id) {
        return Optional.ofNullable(names.get(id)).flatMap(this::find);
    }

    /** The topic, or Kafka's error for one that is not there. */
    public TopicEntry require(String name) {
        return find(name)
                .orElseThrow(
                        () -> new UnknownTopicOrPartitionException("There is no topic '" + name + "' on this node."));
    }

    /** Whether the folders of a topic of this id are to be removed. */
    public boolean isDoomed(Uuid id) {
        return doomed.contains(id);
    }

    /** Ids of all topics whose folders are to be removed. */
    public Set<Uuid> doomed() {
        return Set.copyOf(doomed);
    }

    public Collection<TopicEntry> all() {
        return List.copyOf(byName.values());
    }

    /** What was altered for the broker {@code node} while it ran; with an empty name, for all brokers. */
    public Map<String, String> brokerConfigs(String node) {
        return brokerConfigs.getOrDefault(node, Map.of());
    }

    /** What groups have of their own, by their names. */
    public Map<String, Map<String, String>> groupConfigs() {
        return Map.copyOf(groupConfigs);
    }

    /** All quotas there are. */
    public Map<QuotaEntity, Map<String, Double>> quotas() {
        return Map.copyOf(quotas);
    }

    /** All ACLs there are, in the order in which they were made. */
    public Set<AclBinding> acls() {
        return new LinkedHashSet<>(acls);
    }

    /** What is kept of the passwords of all who may come by SCRAM. */
    public Map<ScramUser, ScramKey> scram() {
        return Map.copyOf(scram);
    }

    /**
     * Makes a logged change true.
     *
     * @throws IllegalStateException if it is about a topic that is not there: then the log is not one of this catalogue
     */
    public void apply(CatalogueRecord change) {
        if (change instanceof TopicCreated it) {
            put(new TopicEntry(it.id(), it.name(), it.partitions(), it.configs()));
        } else if (change instanceof PartitionsGrown it) {
            TopicEntry was = known(it.id());
            put(new TopicEntry(was.id(), was.name(), it.partitions(), was.configs()));
        } else if (change instanceof ConfigsReplaced it) {
            TopicEntry was = known(it.id());
            put(new TopicEntry(was.id(), was.name(), was.partitions(), it.configs()));
        } else if (change instanceof TopicDeleted it) {
            find(it.id()).ifPresent(this::remove);
            doomed.add(it.id());
        } else if (change instanceof FoldersRemoved it) {
            doomed.remove(it.id());
        } else if (change instanceof ProducerIdsReserved it) {
            nextProducerId = Math.max(nextProducerId, it.next());
        } else if (change instanceof BrokerConfigsReplaced it) {
            putOrRemove(brokerConfigs, it.node(), it.configs());
        } else if (change instanceof GroupConfigsReplaced it) {
            putOrRemove(groupConfigs, it.group(), it.configs());
        } else if (change instanceof QuotasReplaced it) {
            putOrRemove(quotas, it.entity(), it.quotas());
        } else if (change instanceof AclsChanged it) {
            it.removed().forEach(acls::remove);
            acls.addAll(it.added());
        } else if (change instanceof ScramUsersChanged it) {
            it.removed().forEach(scram::remove);
            scram.putAll(it.set());
        }
    }

    /** The fewest records that give this very catalogue. */
    public List<CatalogueRecord> snapshot() {
        List<CatalogueRecord> records = new ArrayList<>();
        records.add(new ProducerIdsReserved(nextProducerId));
        byName.values().forEach(it -> records.add(new TopicCreated(it.id(), it.name(), it.partitions(), it.configs())));
        doomed.forEach(id -> records.add(new TopicDeleted(id)));
        brokerConfigs.forEach((node, configs) -> records.add(new BrokerConfigsReplaced(node, configs)));
        groupConfigs.forEach((group, configs) -> records.add(new GroupConfigsReplaced(group, configs)));
        quotas.forEach((entity, values) -> records.add(new QuotasReplaced(entity, values)));
        if (!acls.isEmpty()) {
            records.add(new AclsChanged(List.copyOf(acls), List.of()));
        }
        if (!scram.isEmpty()) {
            records.add(new ScramUsersChanged(scram, List.of()));
        }
        return records;
    }

    private static <K, V> void putOrRemove(Map<K, Map<String, V>> target, K key, Map<String, V> values) {
        if (values.isEmpty()) {
            target.remove(key);
        } else {
            target.put(key, values);
        }
    }

    private void put(TopicEntry topic) {
        byName.put(topic.name(), topic);
        names.put(topic.id(), topic.name());
        unified.putIfAbsent(Topic.unifyCollisionChars(topic.name()), topic.name());
    }

    private void remove(TopicEntry topic) {
        byName.remove(topic.name());
        names.remove(topic.id());
        unified.remove(Topic.unifyCollisionChars(topic.name()), topic.name());
    }

    private TopicEntry known(Uuid id) {
        return find(id).orElseThrow(() -> new IllegalStateException("the catalogue has no topic of id " + id));
    }

    private static void checkReplication(int factor) {
        if (factor == 0 || factor < -1) {
            throw new InvalidReplicationFactorException(
                    "Replication factor must be larger than 0, or -1 to use the default value.");
        }
        if (factor > 1) {
            throw new InvalidReplicationFactorException(
                    ("Unable to replicate the partition %d time(s): The target replication factor of %d cannot be reached because"
                                    + " only 1 broker(s) are registered. This log is one node and keeps one copy: write 1 or -1, or run"
                                    + " the worker on an Apache Kafka cluster (bootstrap.servers).")
                            .formatted(factor, factor));
        }
    }

    private static void checkCount(String name, int partitions) {
        if (partitions > MAX_PARTITIONS) {
            throw new InvalidPartitionsException("Topic '%s' was asked for with %d partitions; at most %d are possible."
                    .formatted(name, partitions, MAX_PARTITIONS));
        }
    }
}
