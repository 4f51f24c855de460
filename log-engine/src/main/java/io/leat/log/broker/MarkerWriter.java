package io.leat.log.broker;

import io.leat.log.record.EndMarker;
import io.leat.log.transaction.ProducerIdentity;
import io.leat.log.transaction.Transaction;
import io.leat.log.transaction.TransactionState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.TransactionCoordinatorFencedException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.Topic;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what ends a transaction into its partitions. */
final class MarkerWriter {
    private static final Logger LOG = LoggerFactory.getLogger(MarkerWriter.class);

    private final Partitions partitions;
    private final Flusher flusher;
    private @Nullable TransactionalOffsets offsets;

    MarkerWriter(Partitions partitions, Flusher flusher) {
        this.partitions = partitions;
        this.flusher = flusher;
    }

    /** Has the markers in {@code __consumer_offsets} written there, where they make offsets true. */
    void tell(TransactionalOffsets offsets) {
        this.offsets = offsets;
    }

    /**
     * Writes the marker of a decided transaction into all its partitions, and completes when they survive a power cut. It fails if one of
     * them could not be written for now; then all are to be written again.
     */
    CompletableFuture<Void> write(Transaction decided, int coordinatorEpoch) {
        EndMarker marker = new EndMarker(decided.state() == TransactionState.PREPARE_COMMIT, coordinatorEpoch);
        List<Partition> written = new ArrayList<>();
        RuntimeException failure = null;
        for (TopicPartition name : decided.partitions()) {
            try {
                Partition partition = partitions.require(name);
                append(partition, decided.producer(), marker, decided.version());
                written.add(partition);
            } catch (UnknownTopicOrPartitionException
                    | InvalidProducerEpochException
                    | TransactionCoordinatorFencedException e) {
                LOG.info("{} needs no marker of '{}' any more: {}", name, decided.id(), e.getMessage());
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        return after(flusher.flush(written), failure);
    }

    /** Writes one marker, whatever the coordinator knows; completes when it survives a power cut. */
    CompletableFuture<Void> write(TopicPartition name, ProducerIdentity producer, EndMarker marker, int version) {
        Partition partition = partitions.require(name);
        append(partition, producer, marker, version);
        return flusher.flush(List.of(partition));
    }

    private void append(Partition partition, ProducerIdentity producer, EndMarker marker, int version) {
        TransactionalOffsets told = offsets;
        if (told != null && partition.name().topic().equals(Topic.GROUP_METADATA_TOPIC_NAME)) {
            told.end(partition, producer, marker, version);
        } else {
            partition.append(marker, producer, version);
        }
    }

    private static CompletableFuture<Void> after(CompletableFuture<Void> flushed, @Nullable RuntimeException failure) {
        return failure == null ? flushed : CompletableFuture.failedFuture(failure);
    }
}
