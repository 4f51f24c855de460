package io.leat.log.broker;

import io.leat.log.partition.Verification;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What a client inside the process may ask of the broker.
 *
 * <p>Errors are Kafka's own exceptions ({@code org.apache.kafka.common.errors}), as a remote client would see them.
 */
public interface Broker {

    /** The clock that everything in this broker goes by. */
    InstantSource clock();

    /** The id in {@code meta.properties}: 16 bytes in URL-safe base64, the same for the life of the folder. */
    String clusterId();

    /** This node's id, {@code node.id}. */
    int nodeId();

    Topics topics();

    /** The broker's own settings. */
    BrokerConfigs configs();

    /** The configs of single groups. */
    AlteredGroups groupConfigs();

    /** How much clients may do. */
    ClientQuotas quotas();

    /** The folders of {@code log.dirs}; asks the disk. */
    List<LogDirState> logDirs();

    Groups groups();

    /** Transactions of remote clients. */
    TransactionCoordinator transactions();

    /** Offsets of groups in such transactions. */
    TransactionalOffsets transactionalOffsets();

    /** To be asked before batches of such a transaction are appended. */
    Admission admission();

    /** Who may come, and who may do what. */
    Access access();

    /**
     * A handle that stays valid until the topic is deleted; keep it, so that an append costs no lookup.
     *
     * @throws org.apache.kafka.common.errors.UnknownTopicOrPartitionException if there is no such partition
     * @throws org.apache.kafka.common.errors.KafkaStorageException if its log directory failed
     */
    Partition partition(TopicPartition name);

    /** Where the offsets of a group are logged: what its producers add to their transactions. */
    TopicPartition offsetsPartition(String groupId);

    /**
     * Moves the start of a partition's log up to {@code before}; what is below is gone. Kept over a crash after {@link #keepLogStarts}.
     *
     * @return where the log starts
     * @throws org.apache.kafka.common.errors.OffsetOutOfRangeException if {@code before} is above the high watermark, or negative
     * @throws org.apache.kafka.common.errors.PolicyViolationException if the topic is not one whose records are deleted
     * @throws org.apache.kafka.common.errors.InvalidTopicException if the topic is the broker's own
     */
    long deleteRecords(TopicPartition name, long before);

    /** Writes down where all logs start; waits for the disk. */
    void keepLogStarts();

    /** An id no other producer of this folder has or had, also across restarts. */
    long newProducerId();

    /**
     * Appends to one partition. The future completes as {@code acks} says (D4) and fails with one of Kafka's exceptions;
     * nothing is appended then.
     */
    CompletableFuture<Appended> append(Part part, Acks acks);

    /**
     * As {@link #append}, of what a client sent over the network: nothing in it is believed. Exactly one batch.
     *
     * @param verification for a batch of a transaction, what {@link #admission} gave; else null
     */
    CompletableFuture<Appended> appendForeign(Part part, @Nullable Verification verification, Acks acks);

    /**
     * Appends to several partitions, and commits offsets of groups, all or nothing (D9). The answers of {@code parts} come in
     * their order. If it fails nothing was appended anywhere, and the exception's message names the partition that refused.
     */
    CompletableFuture<List<Appended>> appendAtomically(List<Part> parts, List<GroupOffsets> offsets, Acks acks);
}
