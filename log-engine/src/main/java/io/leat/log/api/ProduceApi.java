package io.leat.log.api;

import io.leat.log.broker.Acks;
import io.leat.log.broker.Admitted;
import io.leat.log.broker.Appended;
import io.leat.log.broker.Broker;
import io.leat.log.broker.Part;
import io.leat.log.broker.Partition;
import io.leat.log.partition.Verification;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.ProduceResponse;
import org.jspecify.annotations.Nullable;

/** Produce, versions 3 to 13. Each partition succeeds or fails by itself; the answer waits for the slowest. */
final class ProduceApi implements ApiFamily {
    static final int BY_ID_SINCE = 13;

    private final Broker broker;
    private final TopicLookup topics;
    private final TransactionalBatches transactional;

    ProduceApi(Broker broker) {
        this.broker = broker;
        this.topics = new TopicLookup(broker);
        this.transactional = new TransactionalBatches(broker, topics);
    }

    @Override
    public void serve(Routes routes) {
        routes.on(ApiKeys.PRODUCE, this::produce);
    }

    private CompletableFuture<AbstractResponse> produce(Call who, ProduceRequest request) {
        Acks acks = acks(request.acks());
        if (acks == null) {
            return CompletableFuture.completedFuture(
                    request.getErrorResponse(0, Errors.INVALID_REQUIRED_ACKS.exception()));
        }
        return request.transactionalId() == null
                ? append(request, acks, transactional.admit(request).join())
                : transactional.inOrder(who.connectionId, request, admitted -> append(request, acks, admitted));
    }

    private CompletableFuture<AbstractResponse> append(
            ProduceRequest request, Acks acks, Map<TopicPartition, Admitted> admitted) {
        ProduceResponseData response = new ProduceResponseData();
        List<CompletableFuture<?>> waiting = new ArrayList<>(0);
        for (TopicProduceData topic : request.data().topicData()) {
            List<PartitionProduceResponse> answers =
                    new ArrayList<>(topic.partitionData().size());
            for (PartitionProduceData data : topic.partitionData()) {
                PartitionProduceResponse answer = new PartitionProduceResponse().setIndex(data.index());
                answers.add(answer);
                CompletableFuture<Appended> appended = append(request.version(), topic, data, acks, admitted);
                if (appended.isDone()) {
                    fill(answer, appended);
                } else {
                    waiting.add(appended.whenComplete((done, failure) -> fill(answer, appended)));
                }
            }
            response.responses()
                    .add(new TopicProduceResponse()
                            .setName(topic.name())
                            .setTopicId(topic.topicId())
                            .setPartitionResponses(answers));
        }
        ProduceResponse whole = new ProduceResponse(response);
        return waiting.isEmpty()
                ? CompletableFuture.completedFuture(whole)
                : CompletableFuture.allOf(waiting.toArray(new CompletableFuture<?>[0]))
                        .handle((done, failure) -> whole);
    }

    private CompletableFuture<Appended> append(
            short version,
            TopicProduceData topic,
            PartitionProduceData data,
            Acks acks,
            Map<TopicPartition, Admitted> admitted) {
        try {
            Partition partition = topics.partition(version >= BY_ID_SINCE, topic.name(), topic.topicId(), data.index());
            BaseRecords records = data.records();
            ProduceRequest.validateRecords(version, records);
            if (!(records instanceof MemoryRecords batches) || batches.sizeInBytes() == 0) {
                throw new InvalidRecordException("The request has no records for " + partition + ".");
            }
            Admitted admission = admitted.get(partition.name());
            if (admission != null && admission.refusal() != null) {
                throw admission.refusal();
            }
            Verification verification = admission == null ? null : admission.verification();
            return broker.appendForeign(new Part(partition, batches.buffer()), verification, acks);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static void fill(PartitionProduceResponse answer, CompletableFuture<Appended> done) {
        try {
            Appended appended = done.join();
            answer.setBaseOffset(appended.baseOffset())
                    .setLogAppendTimeMs(appended.logAppendTime())
                    .setLogStartOffset(appended.logStartOffset());
        } catch (RuntimeException e) {
            Errors error = Failures.error(e);
            answer.setErrorCode(error.code())
                    .setErrorMessage(Failures.bare(e).getMessage())
                    .setBaseOffset(ProduceResponse.INVALID_OFFSET);
        }
    }

    private static @Nullable Acks acks(short acks) {
        return switch (acks) {
            case 0 -> Acks.NONE;
            case 1 -> Acks.WRITTEN;
            case -1 -> Acks.FLUSHED;
            default -> null;
        };
    }
}
