package io.leat.log.broker;

import io.leat.log.partition.LogConfig;
import io.leat.log.settings.BrokerSettings;
import io.leat.log.settings.ConfigValue;
import io.leat.log.topic.Catalogue;
import io.leat.log.topic.CatalogueRecord;
import io.leat.log.topic.CatalogueRecord.FoldersRemoved;
import io.leat.log.topic.CatalogueRecord.PartitionsGrown;
import io.leat.log.topic.CatalogueRecord.ProducerIdsReserved;
import io.leat.log.topic.CatalogueRecord.TopicCreated;
import io.leat.log.topic.TopicEntry;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TopicExistsException;

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

    @Override
    public synchronized void judge(NewTopic topic) {
        judged(topic);
    }

    private TopicCreated judged(NewTopic topic) {
        Map<String, String> own = withoutNulls(topic.configs());
        boolean assigned = topic.replicasAssignments() != null;
        int count = assigned
                ? ReplicaAssignment.ofTopic(topic.replicasAssignments(), settings.nodeId())
                : topic.numPartitions() == -1 ? settings.defaultPartitions() : topic.numPartitions();
        int replication = assigned ? 1 : topic.replicationFactor();
        TopicCreated created = catalogue().create(Uuid.randomUuid(), topic.name(), count, replication, own);
        configs.judge(own);
        return created;
    }

    private synchronized Topic createLocked(NewTopic topic) {
        TopicCreated created = judged(topic);
        file.commit(created);
        makePartitions(created.name(), created.id(), 0, created.partitions(), created.configs());
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
        return Optional.of(findOrCreate(new NewTopic(name, Optional.empty(), Optional.empty())));
    }

    /** The topic of that name; made as described if it is not there, which waits for the disk. */
    Topic findOrCreate(NewTopic topic) {
        Optional<Topic> found = find(topic.name());
        if (found.isPresent()) {
            return found.get();
        }
        try {
            return create(topic);
        } catch (TopicExistsException e) {
            return find(topic.name()).orElseThrow(() -> e); // Another thread was quicker.
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

    @Override
    public synchronized void judgeGrowth(String name, int count) {
        PartitionsGrown unused = catalogue().grow(name, count);
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
    public Config configs(String name) {
        return new Config(describe(name).stream().map(CatalogueTopics::entry).toList());
    }

    @Override
    public List<ConfigValue> describe(String name) {
        return describeOwn(own(name));
    }

    private synchronized Map<String, String> own(String name) {
        return catalogue().require(name).configs();
    }

    @Override
    public List<ConfigValue> describeOwn(Map<String, String> own) {
        return configs.describe(own);
    }

    @Override
    public synchronized void alterConfigs(String name, Collection<AlterConfigOp> changes, boolean judgeOnly) {
        TopicEntry topic = catalogue().require(name);
        Map<String, String> own = ConfigEdits.OF_TOPICS.apply(changes, topic.configs());
        configs.judge(own);
        if (!judgeOnly) {
            file.commit(catalogue().replaceConfigs(name, own));
            reconfigure(catalogue().require(name));
        }
    }

    /** Has all partitions go by what holds now. */
    synchronized void reconfigure() {
        catalogue().all().forEach(this::reconfigure);
    }

    private void reconfigure(TopicEntry topic) {
        for (int partition = 0; partition < topic.partitions(); partition++) {
            LogConfig config = configs.of(topic.configs());
            partitions
                    .find(new TopicPartition(topic.name(), partition))
                    .ifPresent(it -> it.rawLog().configure(config));
        }
    }

    /** Logs a change that is not about topics, and makes it true. */
    synchronized void commit(CatalogueRecord change) {
        file.commit(change);
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

    Catalogue catalogue() {
        return file.catalogue();
    }

    private void makePartitions(String topic, Uuid id, int from, int to, Map<String, String> own) {
        Map<String, Object> effective = configs.effective(own);
        for (int partition = from; partition < to; partition++) {
            partitions.create(new TopicPartition(topic, partition), id, configs.typed(effective));
        }
        partitions.sync();
    }

    private static ConfigEntry entry(ConfigValue config) {
        return new ConfigEntry(
                config.name(),
                config.value(),
                config.source(),
                config.sensitive(),
                config.readOnly(),
                List.of(), // Kafka's class for synonyms cannot be made by others.
                config.type() == null
                        ? ConfigEntry.ConfigType.UNKNOWN
                        : ConfigEntry.ConfigType.valueOf(config.type().name()),
                config.documentation());
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
