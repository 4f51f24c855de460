package io.leat.log.broker;

import io.leat.log.partition.Origin;
import io.leat.log.record.BatchWriter;
import io.leat.log.record.Codec;
import io.leat.log.settings.TransactionSettings;
import io.leat.log.transaction.TransactionRecord;
import io.leat.log.transaction.TransactionRecordCodec;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code __transaction_state}: transactions as records, each in the partition its {@code transactional.id} hashes to, as in Kafka. Made
 * when the first transactional producer comes.
 */
final class TransactionsTopic {
    static final String NAME = Topic.TRANSACTION_STATE_TOPIC_NAME;
    private static final Logger LOG = LoggerFactory.getLogger(TransactionsTopic.class);

    private final TransactionSettings settings;
    private final CatalogueTopics topics;
    private final Partitions partitions;
    private final Flusher flusher;

    TransactionsTopic(TransactionSettings settings, CatalogueTopics topics, Partitions partitions, Flusher flusher) {
        this.settings = settings;
        this.topics = topics;
        this.partitions = partitions;
        this.flusher = flusher;
    }

    boolean exists() {
        return topics.find(NAME).isPresent();
    }

    /** Makes the topic if it is not there, which waits for the disk. */
    void create() {
        var unused = topics.findOrCreate(
                new NewTopic(NAME, settings.partitions(), (short) 1).configs(settings.topicConfigs()));
    }

    /** Appends a record: safe from a killed process. */
    void append(TransactionRecord record, long now) {
        BatchWriter writer = new BatchWriter(Codec.NONE, 256);
        writer.append(now, TransactionRecordCodec.key(record), TransactionRecordCodec.value(record));
        partitionOf(record.id()).append(writer.close(), Origin.COORDINATOR);
    }

    /** Completes when all that was appended for this id, and all before it in the same partition, survives a power cut. */
    CompletableFuture<Void> flush(String id) {
        return flusher.flush(List.of(partitionOf(id)));
    }

    /** The epoch of the coordinator of this id, which its markers carry. */
    int coordinatorEpoch(String id) {
        return partitionOf(id).log().leaderEpoch();
    }

    /** Hands over every record there is, of one id in the order they were appended. */
    void replay(Consumer<TransactionRecord> apply) {
        int count = count();
        for (int number = 0; number < count; number++) {
            TopicPartition name = new TopicPartition(NAME, number);
            try {
                replay(partitions.require(name), apply);
            } catch (ApiException e) {
                LOG.error("The transactions of {} are not known until the next start: {}", name, e.getMessage());
            }
        }
    }

    private static void replay(Partition partition, Consumer<TransactionRecord> apply) {
        LogRecords.each(partition, (batch, records) -> {
            if (!batch.isControl()) {
                LogRecords.decode(partition, records, TransactionRecordCodec::decode, apply);
            }
        });
    }

    private Partition partitionOf(String id) {
        return partitions.require(new TopicPartition(NAME, Utils.abs(id.hashCode()) % Math.max(1, count())));
    }

    private int count() {
        return topics.find(NAME).map(io.leat.log.broker.Topic::partitions).orElse(0);
    }
}
