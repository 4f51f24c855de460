package io.leat.log.api;

import io.leat.log.broker.Admission;
import io.leat.log.broker.Admitted;
import io.leat.log.broker.Broker;
import io.leat.log.record.BatchView;
import io.leat.log.transaction.ProducerIdentity;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.requests.ProduceRequest;
import org.jspecify.annotations.Nullable;

/** The batches of a transaction in a Produce request: whose they are, and whether they may be appended. */
final class TransactionalBatches {
    /** From it on a client knows the error that says that it must abort. */
    private static final int ABORTS_SINCE = 11;
    /** From it on partitions are added to the transaction by their first batch. */
    private static final int ADDS_SINCE = 12;

    private final Broker broker;
    private final TopicLookup topics;
    /** By connection, the last request that waits, or waits for another, and so is not in the log yet. */
    private final Map<String, CompletableFuture<Void>> behind = new ConcurrentHashMap<>();

    TransactionalBatches(Broker broker, TopicLookup topics) {
        this.broker = broker;
        this.topics = topics;
    }

    /**
     * Appends a request when the coordinator has answered, and after those that its connection sent before: the next request comes in
     * before this one is answered.
     *
     * @param append appends, and answers when that is durable
     */
    <T> CompletableFuture<T> inOrder(
            String connection,
            ProduceRequest request,
            Function<Map<TopicPartition, Admitted>, CompletableFuture<T>> append) {
        CompletableFuture<Map<TopicPartition, Admitted>> admitted = admit(request);
        CompletableFuture<Void> before = behind.get(connection);
        if (before == null && admitted.isDone()) {
            return append.apply(admitted.join());
        }
        keep(request);
        CompletableFuture<T> answer = new CompletableFuture<>();
        CompletableFuture<Void> first = before == null ? CompletableFuture.completedFuture(null) : before;
        CompletableFuture<Void> appended = first.thenCombine(admitted, (done, answers) -> answers)
                .thenAccept(answers -> relay(append, answers, answer))
                .exceptionally(failure -> {
                    answer.completeExceptionally(failure);
                    return null;
                });
        behind.put(connection, appended);
        CompletableFuture<?> unused = appended.whenComplete((done, failure) -> behind.remove(connection, appended));
        return answer;
    }

    private static <T> void relay(
            Function<Map<TopicPartition, Admitted>, CompletableFuture<T>> append,
            Map<TopicPartition, Admitted> admitted,
            CompletableFuture<T> answer) {
        CompletableFuture<T> unused = append.apply(admitted).whenComplete((result, failure) -> {
            if (failure == null) {
                answer.complete(result);
            } else {
                answer.completeExceptionally(failure);
            }
        });
    }

    /**
     * What the coordinator says of the batches, by partition; at once if they need not be asked for. Batches without a transaction are not
     * in the answer.
     *
     * @throws InvalidPidMappingException if they are of several producers
     * @throws TransactionalIdAuthorizationException if there are such batches and no transactional id
     */
    CompletableFuture<Map<TopicPartition, Admitted>> admit(ProduceRequest request) {
        Map<TopicPartition, Integer> sequences = new HashMap<>(0);
        ProducerIdentity producer = null;
        for (TopicProduceData topic : request.data().topicData()) {
            for (PartitionProduceData data : topic.partitionData()) {
                BatchView batch = transactional(data.records());
                if (batch != null) {
                    ProducerIdentity sender = new ProducerIdentity(batch.producerId(), batch.producerEpoch());
                    if (producer != null && !producer.equals(sender)) {
                        throw new InvalidPidMappingException(
                                "One request has transactional batches of the producers %s and %s"
                                        .formatted(producer, sender));
                    }
                    producer = sender;
                    note(request.version(), topic, data.index(), batch.baseSequence(), sequences);
                }
            }
        }
        if (producer == null) {
            return CompletableFuture.completedFuture(Map.of());
        }
        String id = request.transactionalId();
        if (id == null) {
            throw new TransactionalIdAuthorizationException(
                    "Batches of a transaction were sent without a transactional.id.");
        }
        return broker.admission().ask(id, producer, sequences, client(request.version()));
    }

    /** A copy of the records: the request's memory is not this request's any more when its connection is lost. */
    private static void keep(ProduceRequest request) {
        for (TopicProduceData topic : request.data().topicData()) {
            for (PartitionProduceData data : topic.partitionData()) {
                if (data.records() instanceof MemoryRecords batches) {
                    ByteBuffer copy = ByteBuffer.allocate(batches.sizeInBytes());
                    copy.put(batches.buffer()).flip();
                    data.setRecords(MemoryRecords.readableRecords(copy));
                }
            }
        }
    }

    private void note(
            short version,
            TopicProduceData topic,
            int partition,
            int sequence,
            Map<TopicPartition, Integer> sequences) {
        try {
            String name = version >= ProduceApi.BY_ID_SINCE ? topics.name(topic.topicId()) : topic.name();
            sequences.put(new TopicPartition(name, partition), sequence);
        } catch (UnknownTopicIdException e) {
            return; // The append will say so.
        }
    }

    private static @Nullable BatchView transactional(@Nullable BaseRecords records) {
        if (!(records instanceof MemoryRecords batches)) {
            return null;
        }
        ByteBuffer bytes = batches.buffer();
        if (!BatchView.isWhole(bytes, bytes.position(), bytes.remaining())) {
            return null; // The append will say so.
        }
        BatchView first = BatchView.at(bytes);
        return first.isTransactional() && first.hasProducerId() ? first : null;
    }

    private static Admission.Client client(short version) {
        if (version >= ADDS_SINCE) {
            return Admission.Client.LEAVES_ADDING;
        }
        return version >= ABORTS_SINCE ? Admission.Client.ADDS_AND_ABORTS : Admission.Client.ADDS;
    }
}
