package io.leat.log.api;

import io.leat.log.broker.Broker;
import io.leat.log.record.EndMarker;
import io.leat.log.transaction.ProducerIdentity;
import io.leat.log.transaction.Transaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.message.AddOffsetsToTxnResponseData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTransaction;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnResult;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnResultCollection;
import org.apache.kafka.common.message.EndTxnResponseData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.AddOffsetsToTxnRequest;
import org.apache.kafka.common.requests.AddOffsetsToTxnResponse;
import org.apache.kafka.common.requests.AddPartitionsToTxnRequest;
import org.apache.kafka.common.requests.AddPartitionsToTxnResponse;
import org.apache.kafka.common.requests.EndTxnRequest;
import org.apache.kafka.common.requests.EndTxnResponse;
import org.apache.kafka.common.requests.InitProducerIdRequest;
import org.apache.kafka.common.requests.InitProducerIdResponse;
import org.apache.kafka.common.requests.TransactionResult;
import org.apache.kafka.common.requests.WriteTxnMarkersRequest;
import org.apache.kafka.common.requests.WriteTxnMarkersRequest.TxnMarkerEntry;
import org.apache.kafka.common.requests.WriteTxnMarkersResponse;

/**
 * What producers ask of the coordinator of their transactions: InitProducerId, versions 0 to 5, AddPartitionsToTxn 0 to 5,
 * AddOffsetsToTxn 0 to 4, EndTxn 0 to 5; and WriteTxnMarkers, versions 1 and 2, with which an operator ends what hangs.
 */
final class TransactionApis implements ApiFamily {
    /** From these versions on a client knows the error PRODUCER_FENCED; those before are told INVALID_PRODUCER_EPOCH. */
    private static final int INIT_FENCED_SINCE = 4;

    private static final int FENCED_SINCE = 2;
    /** From it on the request is one of a broker's, of several transactions. */
    private static final int BATCHED_SINCE = 4;
    /** From it on the end of a transaction bumps the epoch. */
    private static final int BUMPS_SINCE = 5;

    private final Broker broker;

    TransactionApis(Broker broker) {
        this.broker = broker;
    }

    @Override
    public void serve(Routes routes) {
        routes.on(ApiKeys.INIT_PRODUCER_ID, this::initialize)
                .on(ApiKeys.ADD_PARTITIONS_TO_TXN, this::addPartitions)
                .on(ApiKeys.ADD_OFFSETS_TO_TXN, this::addOffsets)
                .on(ApiKeys.END_TXN, this::end)
                .on(ApiKeys.WRITE_TXN_MARKERS, this::mark);
    }

    private CompletableFuture<AbstractResponse> initialize(Call who, InitProducerIdRequest request) {
        ProducerIdentity claimed =
                new ProducerIdentity(request.data().producerId(), request.data().producerEpoch());
        boolean nobody = claimed.id() == -1 && claimed.epoch() == -1;
        if (!nobody && (claimed.id() == -1 || claimed.epoch() == -1)) {
            throw new InvalidRequestException("A producer id without an epoch, or the other way round: " + claimed);
        }
        return guarded(() -> broker.transactions()
                        .initialize(
                                request.data().transactionalId(),
                                request.data().transactionTimeoutMs(),
                                nobody ? null : claimed))
                .handle((producer, failure) -> new InitProducerIdResponse(
                        failure == null
                                ? new InitProducerIdResponseData()
                                        .setProducerId(producer.id())
                                        .setProducerEpoch(producer.epoch())
                                : new InitProducerIdResponseData()
                                        .setErrorCode(error(failure, request.version() >= INIT_FENCED_SINCE)
                                                .code())));
    }

    private CompletableFuture<AbstractResponse> addPartitions(Call who, AddPartitionsToTxnRequest asked) {
        boolean batched = asked.version() >= BATCHED_SINCE;
        AddPartitionsToTxnRequest request = batched ? asked : asked.normalizeRequest();
        Map<String, List<TopicPartition>> partitions = request.partitionsByTransaction();
        List<CompletableFuture<AddPartitionsToTxnResult>> results = new ArrayList<>();
        for (AddPartitionsToTxnTransaction each : request.data().transactions()) {
            Set<TopicPartition> all = new HashSet<>(partitions.getOrDefault(each.transactionalId(), List.of()));
            results.add(addTo(each, all, asked.version()));
        }
        return all(results).thenApply(done -> {
            AddPartitionsToTxnResultCollection answers = new AddPartitionsToTxnResultCollection();
            results.forEach(it -> answers.add(it.join()));
            AddPartitionsToTxnResponseData data = new AddPartitionsToTxnResponseData();
            if (batched) {
                data.setResultsByTransaction(answers);
            } else {
                answers.forEach(it -> data.setResultsByTopicV3AndBelow(it.topicResults()));
            }
            return new AddPartitionsToTxnResponse(data);
        });
    }

    /** As Kafka: if one partition cannot be added none is, and the others are told that they were not tried. */
    private CompletableFuture<AddPartitionsToTxnResult> addTo(
            AddPartitionsToTxnTransaction each, Set<TopicPartition> partitions, short version) {
        String id = each.transactionalId();
        Map<TopicPartition, Errors> unknown = new HashMap<>();
        partitions.forEach(it -> unknown.put(
                it, broker.topics().has(it) ? Errors.OPERATION_NOT_ATTEMPTED : Errors.UNKNOWN_TOPIC_OR_PARTITION));
        if (unknown.containsValue(Errors.UNKNOWN_TOPIC_OR_PARTITION)) {
            return CompletableFuture.completedFuture(AddPartitionsToTxnResponse.resultForTransaction(id, unknown));
        }
        ProducerIdentity producer = new ProducerIdentity(each.producerId(), each.producerEpoch());
        return guarded(() -> id.isEmpty()
                        ? CompletableFuture.<Set<TopicPartition>>failedFuture(
                                new InvalidRequestException("A transactional.id has at least one character."))
                        : each.verifyOnly()
                                ? CompletableFuture.completedFuture(
                                        broker.transactions().missing(id, producer, partitions))
                                : broker.transactions()
                                        .add(
                                                id,
                                                producer,
                                                partitions,
                                                version >= BATCHED_SINCE ? Transaction.BUMPS_EPOCHS : 0)
                                        .thenApply(done -> Set.<TopicPartition>of()))
                .handle((missing, failure) -> {
                    Map<TopicPartition, Errors> errors = new HashMap<>();
                    for (TopicPartition it : partitions) {
                        Errors refused = failure == null ? Errors.NONE : error(failure, version >= FENCED_SINCE);
                        errors.put(
                                it, missing != null && missing.contains(it) ? Errors.TRANSACTION_ABORTABLE : refused);
                    }
                    return AddPartitionsToTxnResponse.resultForTransaction(id, errors);
                });
    }

    private CompletableFuture<AbstractResponse> addOffsets(Call who, AddOffsetsToTxnRequest request) {
        String id = request.data().transactionalId();
        ProducerIdentity producer =
                new ProducerIdentity(request.data().producerId(), request.data().producerEpoch());
        return guarded(() -> broker.transactions()
                        .add(
                                id,
                                producer,
                                Set.of(broker.offsetsPartition(request.data().groupId())),
                                0))
                .handle((done, failure) -> new AddOffsetsToTxnResponse(new AddOffsetsToTxnResponseData()
                        .setErrorCode(
                                failure == null
                                        ? Errors.NONE.code()
                                        : error(failure, request.version() >= FENCED_SINCE)
                                                .code())));
    }

    private CompletableFuture<AbstractResponse> end(Call who, EndTxnRequest request) {
        ProducerIdentity producer =
                new ProducerIdentity(request.data().producerId(), request.data().producerEpoch());
        boolean bumps = request.version() >= BUMPS_SINCE;
        return guarded(() -> broker.transactions()
                        .end(
                                request.data().transactionalId(),
                                producer,
                                request.result() == TransactionResult.COMMIT,
                                bumps ? Transaction.BUMPS_EPOCHS : 0))
                .handle((next, failure) -> {
                    EndTxnResponseData data = new EndTxnResponseData();
                    if (failure != null) {
                        data.setErrorCode(error(failure, request.version() >= FENCED_SINCE)
                                .code());
                    } else if (bumps) {
                        data.setProducerId(next.id()).setProducerEpoch(next.epoch());
                    }
                    return new EndTxnResponse(data);
                });
    }

    private CompletableFuture<AbstractResponse> mark(Call who, WriteTxnMarkersRequest request) {
        Map<Long, Map<TopicPartition, Errors>> errors = new ConcurrentHashMap<>();
        List<CompletableFuture<Void>> written = new ArrayList<>();
        for (TxnMarkerEntry entry : request.markers()) {
            Map<TopicPartition, Errors> ofProducer =
                    errors.computeIfAbsent(entry.producerId(), it -> new ConcurrentHashMap<>());
            EndMarker marker =
                    new EndMarker(entry.transactionResult() == TransactionResult.COMMIT, entry.coordinatorEpoch());
            ProducerIdentity producer = new ProducerIdentity(entry.producerId(), entry.producerEpoch());
            for (TopicPartition partition : entry.partitions()) {
                written.add(guarded(() ->
                                broker.transactions().mark(partition, producer, marker, entry.transactionVersion()))
                        .handle((done, failure) -> {
                            ofProducer.put(partition, failure == null ? Errors.NONE : Failures.error(failure));
                            return null;
                        }));
            }
        }
        return all(written).thenApply(done -> new WriteTxnMarkersResponse(errors));
    }

    private static Errors error(Throwable failure, boolean knowsFenced) {
        Errors error = Failures.error(failure);
        return error == Errors.PRODUCER_FENCED && !knowsFenced ? Errors.INVALID_PRODUCER_EPOCH : error;
    }

    private static CompletableFuture<Void> all(List<? extends CompletableFuture<?>> futures) {
        return CompletableFuture.allOf(futures.toArray(new CompletableFuture<?>[0]));
    }

    private interface Command<T> {
        CompletableFuture<T> run();
    }

    /** What is thrown at once fails the future. */
    private static <T> CompletableFuture<T> guarded(Command<T> command) {
        try {
            return command.run();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
