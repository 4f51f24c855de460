package io.leat.log.broker;

import io.leat.log.group.GroupRecord;
import io.leat.log.group.GroupRecord.OffsetCommitted;
import io.leat.log.group.GroupRecordCodec;
import io.leat.log.partition.AbortedBatches;
import io.leat.log.partition.Origin;
import io.leat.log.record.BatchReader;
import io.leat.log.record.BatchView;
import io.leat.log.record.BatchWriter;
import io.leat.log.record.Codec;
import io.leat.log.settings.BrokerSettings;
import io.leat.log.transaction.ProducerIdentity;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.ObjLongConsumer;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.utils.Utils;

/**
 * {@code __consumer_offsets}: group records as batches, each group in the partition its name hashes to, as in Kafka. Made when the first
 * record is written.
 */
final class OffsetsTopic {
    private static final String NAME = Topic.GROUP_METADATA_TOPIC_NAME;

    private final BrokerSettings settings;
    private final CatalogueTopics topics;
    private final Partitions partitions;
    private final Flusher flusher;

    OffsetsTopic(BrokerSettings settings, CatalogueTopics topics, Partitions partitions, Flusher flusher) {
        this.settings = settings;
        this.topics = topics;
        this.partitions = partitions;
        this.flusher = flusher;
    }

    /** The partition that has a group's records; the topic is made if it is not there. */
    Partition partitionOf(String groupId) {
        int count = topics.find(NAME).orElseGet(this::create).partitions();
        return partitions.require(new TopicPartition(NAME, Utils.abs(groupId.hashCode()) % count));
    }

    /** Appends records of one group: visible, and safe from a killed process. */
    void append(List<? extends GroupRecord> records, long now) {
        for (Piece piece : pieces(records, now)) {
            piece.partition().append(piece.batches(), piece.origin());
        }
    }

    /** The batches that bring these records to the log: one for each partition. */
    List<Piece> pieces(List<? extends GroupRecord> records, long now) {
        Map<Integer, List<GroupRecord>> byPartition = new TreeMap<>();
        Map<Integer, Partition> targets = new TreeMap<>();
        for (GroupRecord record : records) {
            Partition partition = partitionOf(record.groupId());
            targets.put(partition.name().partition(), partition);
            byPartition
                    .computeIfAbsent(partition.name().partition(), it -> new ArrayList<>())
                    .add(record);
        }
        List<Piece> pieces = new ArrayList<>();
        targets.forEach((number, partition) -> pieces.add(
                new Piece(partition, batch(byPartition.getOrDefault(number, List.of()), now), Origin.COORDINATOR)));
        return pieces;
    }

    /** Completes when all that is in the partition now survives a power cut. */
    CompletableFuture<Void> flush(Partition partition) {
        return flusher.flush(List.of(partition));
    }

    /**
     * Hands over every record there is, with its time, group by group in the order they were appended. What Kafka's producers committed in transactions
     * counts if these were.
     */
    void replay(ObjLongConsumer<GroupRecord> apply) {
        int count = topics.find(NAME).map(io.leat.log.broker.Topic::partitions).orElse(0);
        for (int number = 0; number < count; number++) {
            replay(partitions.require(new TopicPartition(NAME, number)), apply);
        }
    }

    private static void replay(Partition partition, ObjLongConsumer<GroupRecord> apply) {
        AbortedBatches uncommitted = partition.log().uncommitted();
        LogRecords.each(partition, (batch, records) -> {
            if (!batch.isControl() && !uncommitted.contains(batch)) {
                replay(partition, records, apply);
            }
        });
    }

    private static void replay(Partition partition, BatchReader records, ObjLongConsumer<GroupRecord> apply) {
        LogRecords.decode(partition, records, GroupRecordCodec::decode, it -> apply.accept(it, records.timestamp()));
    }

    /** Told of an offset that a producer committed in a transaction which is open. */
    interface Pending {
        void add(long producerId, OffsetCommitted offset);
    }

    /** Hands over what was committed in transactions that are open. */
    void replayOpen(Pending pending) {
        int count = topics.find(NAME).map(io.leat.log.broker.Topic::partitions).orElse(0);
        for (int number = 0; number < count; number++) {
            Partition partition = partitions.require(new TopicPartition(NAME, number));
            AbortedBatches open = partition.log().openTransactions();
            if (partition.log().lastStableOffset() < partition.log().highWatermark()) {
                LogRecords.each(partition, (batch, records) -> {
                    if (!batch.isControl() && open.contains(batch)) {
                        replay(partition, records, (it, at) -> pend(batch.producerId(), it, pending));
                    }
                });
            }
        }
    }

    private static void pend(long producerId, GroupRecord record, Pending pending) {
        if (record instanceof OffsetCommitted it) {
            pending.add(producerId, it);
        }
    }

    /** The batch that brings these to the log in a producer's transaction. */
    static ByteBuffer transactional(List<OffsetCommitted> records, ProducerIdentity producer, long now) {
        BatchWriter writer = new BatchWriter(Codec.NONE, 1024);
        writer.producer(producer.id(), producer.epoch(), BatchView.NO_SEQUENCE);
        writer.transactional();
        return batch(writer, records, now);
    }

    private static ByteBuffer batch(List<GroupRecord> records, long now) {
        return batch(new BatchWriter(Codec.NONE, 1024), records, now);
    }

    private static ByteBuffer batch(BatchWriter writer, List<? extends GroupRecord> records, long now) {
        records.forEach(it -> writer.append(now, GroupRecordCodec.key(it), GroupRecordCodec.value(it)));
        return writer.close();
    }

    private io.leat.log.broker.Topic create() {
        return topics.findOrCreate(
                new NewTopic(NAME, settings.offsetsPartitions(), (short) 1).configs(settings.offsetsTopicConfigs()));
    }
}
