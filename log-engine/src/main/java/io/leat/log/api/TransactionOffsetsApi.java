package io.leat.log.api;

import io.leat.log.broker.Admission;
import io.leat.log.broker.Broker;
import io.leat.log.broker.GroupCoordinator;
import io.leat.log.broker.OffsetCommits.Committer;
import io.leat.log.group.Committed;
import io.leat.log.transaction.ProducerIdentity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestPartition;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.TxnOffsetCommitRequest;
import org.apache.kafka.common.requests.TxnOffsetCommitResponse;

/** TxnOffsetCommit, versions 0 to 5: offsets of a group in a producer's transaction. */
final class TransactionOffsetsApi implements ApiFamily {
    /** From it on a client knows the error that says that it must abort. */
    private static final int ABORTS_SINCE = 4;
    /** From it on the group's offsets are added to the transaction by the commit. */
    private static final int ADDS_SINCE = 5;

    private final Broker broker;
    private final GroupGate gate;

    TransactionOffsetsApi(Broker broker, GroupCoordinator groups, Executor slow) {
        this.broker = broker;
        this.gate = new GroupGate(groups, slow);
    }

    @Override
    public void serve(Routes routes) {
        routes.on(ApiKeys.TXN_OFFSET_COMMIT, gate.before(this::commit));
    }

    private CompletableFuture<AbstractResponse> commit(Call who, TxnOffsetCommitRequest request) {
        TxnOffsetCommitRequestData data = request.data();
        Map<TopicPartition, Committed> offsets = new LinkedHashMap<>();
        Map<TopicPartition, Errors> errors = new LinkedHashMap<>();
        data.topics()
                .forEach(topic -> topic.partitions().forEach(it -> {
                    TopicPartition partition = new TopicPartition(topic.name(), it.partitionIndex());
                    if (broker.topics().has(partition)) {
                        offsets.put(partition, committed(it));
                    } else {
                        errors.put(partition, Errors.UNKNOWN_TOPIC_OR_PARTITION);
                    }
                }));
        if (offsets.isEmpty()) {
            return CompletableFuture.completedFuture(new TxnOffsetCommitResponse(0, errors));
        }
        Committer committer =
                new Committer(data.groupId(), data.memberId(), data.groupInstanceId(), data.generationId());
        ProducerIdentity producer = new ProducerIdentity(data.producerId(), data.producerEpoch());
        return broker.transactionalOffsets()
                .commit(data.transactionalId(), producer, committer, offsets, client(request.version()))
                .thenApply(committed -> {
                    errors.putAll(committed);
                    return new TxnOffsetCommitResponse(0, errors);
                });
    }

    private Committed committed(TxnOffsetCommitRequestPartition it) {
        return new Committed(
                it.committedOffset(),
                it.committedLeaderEpoch(),
                Objects.requireNonNullElse(it.committedMetadata(), ""),
                broker.clock().millis());
    }

    private static Admission.Client client(short version) {
        if (version >= ADDS_SINCE) {
            return Admission.Client.LEAVES_ADDING;
        }
        return version >= ABORTS_SINCE ? Admission.Client.ADDS_AND_ABORTS : Admission.Client.ADDS;
    }
}
