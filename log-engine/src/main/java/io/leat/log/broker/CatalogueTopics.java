package io.leat.log.broker;

import io.leat.log.partition.LogConfig;
import io.leat.log.settings.BrokerSettings;
import io.leat.log.settings.TopicConfigs;
import io.leat.log.topic.Catalogue;
import io.leat.log.topic.CatalogueRecord.FoldersRemoved;
import io.leat.log.topic.CatalogueRecord.ProducerIdsReserved;
import io.leat.log.topic.CatalogueRecord.TopicCreated;
import io.leat.log.topic.TopicEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidReplicaAssignmentException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/** {@link Topics} on the catalogue: judge, log, apply, and only then touch folders. One change at a time. */
final class CatalogueTopics implements Topics {
    private final BrokerSettings settings;
    private final LogConfigs configs;
    private final CatalogueFile file;
    private final Partitions partitions;
    /** Told of changes after they are true and without a lock held. */
    interface Listener {
        void changed();

        void deleted(String topic);
    }

    private static final Listener NOBODY = new Listener() {
        @Override
        public void changed() {}

        @Override
        public void deleted(String topic) {}
    };

    private volatile Listener listener = NOBODY;
    /** What clients see: replaced whole at each change, so that looking costs no lock. */
    private volatile Map<String, Topic> view = Map.of();

    private volatile Map<Uuid, Topic> byId = Map.of();
    private volatile Map<String, Integer> counts = Map.of();

    CatalogueTopics(BrokerSettings settings, LogConfigs configs, CatalogueFile file, Partitions partitions) {
        this.settings = settings;
        this.configs = configs;
        this.file = file;
        this.partitions = partitions;
        refresh();
    }

    void listen(Listener listener) {
        this.listener = listener;
    }

    @Override
    public Topic create(NewTopic topic) {
        Topic created = createLocked(topic);
        listener.changed();
        return created;
    }

    @Override
    public Topic grow(String name, int count) {
        Topic grown = growLocked(name, count);
        listener.changed();
        return grown;
    }

    @Override
    public void delete(String name) {
        deleteLocked(name);
        listener.deleted(name);
        listener.changed();
    }

    private synchronized Topic createLocked(NewTopic topic) {
        Map<String, String> own = withoutNulls(topic.configs());
        int count = topic.replicasAssignments() == null
                ? (topic.numPartitions() == -1 ? settings.defaultPartitions() : topic.numPartitions())
                : assigned(topic.replicasAssignments());
        int replication = topic.replicasAssignments() == null ? topic.replicationFactor() : 1;
        TopicCreated created = catalogue().create(Uuid.randomUuid(), topic.name(), count, replication, own);
        configs.judge(own);
        file.commit(created);
        makePartitions(created.name(), created.id(), 0, count, own);
        refresh();
        return Objects.requireNonNull(view.get(topic.name()));
    }

    @Override
    public Optional<Topic> find(String name) {
        return Optional.ofNullable(view.get(name));
    }

    @Override
    public Optional<Topic> find(Uuid id) {
        return Optional.ofNullable(byId.get(id));
    }

    @Override
    public Optional<Topic> findOrCreate(String name, boolean mayCreate) {
        Optional<Topic> found = find(name);
        if (found.isPresent() || !mayCreate || !settings.autoCreateTopics()) {
            return found;
        }
        try {
            return Optional.of(create(new NewTopic(name, Optional.empty(), Optional.empty())));
        } catch (TopicExistsException e) {
            return find(name); // Another thread was quicker.
        }
    }

    @Override
    public Collection<Topic> all() {
        return view.values();
    }

    private synchronized Topic growLocked(String name, int count) {
        TopicEntry before = catalogue().require(name);
        file.commit(catalogue().grow(name, count));
        makePartitions(name, before.id(), before.partitions(), count, before.configs());
        refresh();
        return Objects.requireNonNull(view.get(name));
    }

    private synchronized void deleteLocked(String name) {
        if (!settings.deleteTopics()) {
            throw new PolicyViolationException("Topic deletion is disabled: delete.topic.enable is false.");
        }
        TopicEntry topic = catalogue().require(name);
        file.commit(catalogue().delete(name));
        refresh();
        for (int partition = 0; partition < topic.partitions(); partition++) {
            partitions.delete(new TopicPartition(name, partition), UUID.randomUUID());
        }
        file.commit(new FoldersRemoved(topic.id()));
    }

    @Override
    public synchronized Config configs(String name) {
        TopicEntry topic = catalogue().require(name);
        Map<String, Object> values = configs.effective(topic.configs());
        Map<String, Object> fromBroker = settings.topicDefaults();
        List<ConfigEntry> entries = new ArrayList<>();
        for (ConfigDef.ConfigKey key : new TreeMap<>(TopicConfigs.definition().configKeys()).values()) {
            Object value = values.get(key.name);
            if (!key.internalConfig) {
                boolean isDefault = !topic.configs().containsKey(key.name)
                        && Objects.equals(fromBroker.getOrDefault(key.name, key.defaultValue), key.defaultValue);
                entries.add(entry(key, value, topic.configs().containsKey(key.name), isDefault));
            }
        }
        return new Config(entries);
    }

    @Override
    public synchronized void alterConfigs(String name, Collection<AlterConfigOp> changes) {
        TopicEntry topic = catalogue().require(name);
        Map<String, String> own = new HashMap<>(topic.configs());
        changes.forEach(change -> apply(change, own));
        configs.judge(own);
        file.commit(catalogue().replaceConfigs(name, own));
        for (int partition = 0; partition < topic.partitions(); partition++) {
            reconfigure(new TopicPartition(name, partition), configs.of(own));
        }
    }

    @Override
    public Map<String, Integer> partitionCounts() {
        return counts;
    }

    /** Takes over a topic whose folders are there already. */
    synchronized void adopt(TopicCreated topic) {
        file.commit(topic);
        refresh();
    }

    /** No folder of these deleted topics is left under its name. */
    synchronized void foldersRemoved(Collection<Uuid> topicIds) {
        topicIds.forEach(it -> file.commit(new FoldersRemoved(it)));
    }

    /** Takes {@code count} producer ids for good and returns the first. */
    synchronized long reserveProducerIds(int count) {
        long first = catalogue().nextProducerId();
        file.commit(catalogue().reserveProducerIds(count));
        return first;
    }

    /** No producer id below {@code next} is handed out from here on. */
    synchronized void skipProducerIds(long next) {
        if (next > catalogue().nextProducerId()) {
            file.commit(new ProducerIdsReserved(next));
        }
    }

    synchronized void close() {
        file.close();
    }

    private Catalogue catalogue() {
        return file.catalogue();
    }

    private void makePartitions(String topic, Uuid id, int from, int to, Map<String, String> own) {
        Map<String, Object> effective = configs.effective(own);
        for (int partition = from; partition < to; partition++) {
            partitions.create(new TopicPartition(topic, partition), id, configs.typed(effective));
        }
        partitions.sync();
    }

    private void reconfigure(TopicPartition name, LogConfig config) {
        partitions.all().stream()
                .filter(it -> it.name().equals(name))
                .forEach(it -> it.rawLog().configure(config));
    }

    private int assigned(Map<Integer, List<Integer>> replicas) {
        for (int partition = 0; partition < replicas.size(); partition++) {
            if (!List.of(settings.nodeId()).equals(replicas.get(partition))) {
                throw new InvalidReplicaAssignmentException(
                        ("The partition %d is assigned to the nodes %s. Partitions are numbered from 0 on, and this log is the one node %d:"
                                        + " assign each partition to it alone, or give a number of partitions instead.")
                                .formatted(partition, replicas.get(partition), settings.nodeId()));
            }
        }
        return replicas.size();
    }

    private static void apply(AlterConfigOp change, Map<String, String> own) {
        String name = change.configEntry().name();
        String value = change.configEntry().value();
        ConfigDef.ConfigKey key = TopicConfigs.definition().configKeys().get(name);
        boolean list = key != null && key.type == ConfigDef.Type.LIST;
        switch (change.opType()) {
            case SET -> own.put(name, Objects.requireNonNullElse(value, ""));
            case DELETE -> own.remove(name);
            case APPEND, SUBTRACT -> {
                if (!list) {
                    throw new InvalidConfigurationException(
                            "Can't " + change.opType() + " to key " + name + " because its type is not LIST.");
                }
                own.put(
                        name,
                        merged(own.getOrDefault(name, ""), value, change.opType() == AlterConfigOp.OpType.APPEND));
            }
        }
    }

    private static String merged(String current, String change, boolean append) {
        List<String> values = new ArrayList<>(Arrays.asList(current.isEmpty() ? new String[0] : current.split(",")));
        List<String> changed = Arrays.asList(change.split(","));
        values.removeAll(changed);
        if (append) {
            values.addAll(changed);
        }
        return String.join(",", values);
    }

    private static ConfigEntry entry(ConfigDef.ConfigKey key, @Nullable Object value, boolean own, boolean isDefault) {
        ConfigEntry.ConfigSource source = own
                ? ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG
                : isDefault ? ConfigEntry.ConfigSource.DEFAULT_CONFIG : ConfigEntry.ConfigSource.STATIC_BROKER_CONFIG;
        String text = ConfigDef.convertToString(value, key.type);
        return new ConfigEntry(
                key.name,
                text,
                source,
                false,
                false,
                List.of(),
                ConfigEntry.ConfigType.valueOf(key.type.name()),
                key.documentation);
    }

    private static Map<String, String> withoutNulls(Map<String, String> configs) {
        return configs == null
                ? Map.of()
                : configs.entrySet().stream()
                        .filter(it -> it.getValue() != null)
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private void refresh() {
        view = catalogue().all().stream()
                .map(CatalogueTopics::topic)
                .collect(Collectors.toUnmodifiableMap(Topic::name, it -> it));
        byId = view.values().stream().collect(Collectors.toUnmodifiableMap(Topic::id, it -> it));
        counts = view.values().stream().collect(Collectors.toUnmodifiableMap(Topic::name, Topic::partitions));
    }

    private static Topic topic(TopicEntry entry) {
        boolean internal = org.apache.kafka.common.internals.Topic.isInternal(entry.name());
        return new Topic(entry.name(), entry.id(), entry.partitions(), internal);
    }
}
