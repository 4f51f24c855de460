package io.leat.log.broker;

import io.leat.log.settings.BrokerSettings;
import io.leat.log.topic.Catalogue;
import io.leat.log.topic.CatalogueRecord.TopicCreated;
import io.leat.log.topic.KafkaMetadata;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.internals.Topic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over what a Kafka broker wrote. A partition's folder says the topic's name and id; how many partitions there are is told by the
 * folders, and the topic's own configs by the log of Kafka's controller, if that is there.
 */
final class Adoption {
    private static final Logger LOG = LoggerFactory.getLogger(Adoption.class);

    private final BrokerSettings settings;
    private final LogConfigs configs;
    private final Catalogue catalogue;
    private final CatalogueTopics topics;
    private final Optional<KafkaMetadata> metadata;

    Adoption(
            BrokerSettings settings,
            LogConfigs configs,
            Catalogue catalogue,
            CatalogueTopics topics,
            Optional<KafkaMetadata> metadata) {
        this.settings = settings;
        this.configs = configs;
        this.catalogue = catalogue;
        this.topics = topics;
        this.metadata = metadata;
    }

    /** Reads the log of Kafka's controller in {@code dirs}, and takes over what it and the folders say. */
    static void run(
            BrokerSettings settings,
            LogConfigs configs,
            Catalogue catalogue,
            CatalogueTopics topics,
            List<LogDir> dirs,
            Discovery found) {
        if (!found.foreign().isEmpty()) {
            new Adoption(settings, configs, catalogue, topics, KafkaMetadataLog.read(dirs)).adopt(found);
        }
    }

    private void adopt(Discovery found) {
        Map<String, TopicCreated> adopted = new TreeMap<>();
        Set<Uuid> mixed = new HashSet<>();
        found.foreign()
                .forEach((name, folder) -> adopted.merge(
                        name.topic(),
                        new TopicCreated(folder.topicId(), name.topic(), name.partition() + 1, Map.of()),
                        (one, other) -> merge(one, other, mixed)));
        metadata.map(KafkaMetadata::brokerConfigs)
                .filter(it -> !it.isEmpty())
                .ifPresent(it -> LOG.warn(
                        "Kafka's brokers were configured while they ran, which is not taken over; write what you need into the settings: {}",
                        it));
        for (TopicCreated topic : adopted.values()) {
            if (mixed.contains(topic.id())) {
                LOG.warn("Not touched: the folders of {} have different topic ids", topic.name());
            } else if (metadata.isPresent() && !metadata.get().has(topic.id())) {
                LOG.warn("Not touched: the folders of {}, a topic that was deleted in Kafka", topic.name());
            } else {
                adopt(topic, found);
            }
        }
    }

    private static TopicCreated merge(TopicCreated one, TopicCreated other, Set<Uuid> mixed) {
        if (!one.id().equals(other.id())) {
            mixed.add(one.id());
            mixed.add(other.id());
        }
        return one.partitions() > other.partitions() ? one : other;
    }

    private void adopt(TopicCreated topic, Discovery found) {
        try {
            Map<String, String> own = ownConfigs(topic.name());
            topics.adopt(catalogue.create(topic.id(), topic.name(), topic.partitions(), 1, own));
            found.foreign().forEach((name, folder) -> {
                if (name.topic().equals(topic.name())) {
                    found.known().put(name, folder.dir());
                }
            });
            LOG.info(
                    "The topic {} with {} partitions was found and taken over, {}",
                    topic.name(),
                    topic.partitions(),
                    metadata.isPresent()
                            ? "with its own configs " + new TreeMap<>(own)
                            : "without its own configs, if it had any: they are in %s of Kafka's controller"
                                    .formatted(KafkaMetadataLog.FOLDER));
        } catch (ApiException e) {
            LOG.warn("Not touched: the folders of {}: {}", topic.name(), e.getMessage());
        }
    }

    private Map<String, String> ownConfigs(String topic) {
        if (metadata.isEmpty()) {
            return switch (topic) {
                case Topic.GROUP_METADATA_TOPIC_NAME -> settings.offsetsTopicConfigs();
                case Topic.TRANSACTION_STATE_TOPIC_NAME ->
                    settings.transactions().topicConfigs();
                default -> Map.of();
            };
        }
        Map<String, String> usable = new HashMap<>();
        metadata.get().configs(topic).forEach((name, value) -> {
            try {
                configs.judge(Map.of(name, value));
                usable.put(name, value);
            } catch (ApiException e) {
                LOG.warn("The config {}={} of the topic {} is not taken over: {}", name, value, topic, e.getMessage());
            }
        });
        return usable;
    }
}
