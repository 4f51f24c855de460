package io.leat.log.api;

import io.leat.log.broker.Broker;
import io.leat.log.broker.GroupCoordinator;
import io.leat.log.broker.OffsetCommits;
import io.leat.log.broker.OffsetCommits.Committer;
import io.leat.log.group.Committed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponsePartition;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponseTopic;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponsePartition;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponsePartitionCollection;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponseTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartitions;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopics;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.OffsetCommitRequest;
import org.apache.kafka.common.requests.OffsetCommitResponse;
import org.apache.kafka.common.requests.OffsetDeleteRequest;
import org.apache.kafka.common.requests.OffsetDeleteResponse;
import org.apache.kafka.common.requests.OffsetFetchRequest;
import org.apache.kafka.common.requests.OffsetFetchResponse;
import org.jspecify.annotations.Nullable;

/** OffsetCommit, OffsetFetch and OffsetDelete; from version 10 on topics go by their ids. */
final class GroupOffsetsApi implements ApiFamily {
    private static final long NONE_COMMITTED = OffsetFetchResponse.INVALID_OFFSET;
    private static final int NO_EPOCH = -1;

    private final Broker broker;
    private final OffsetCommits offsets;
    private final TopicLookup topics;
    private final GroupGate gate;

    GroupOffsetsApi(Broker broker, GroupCoordinator groups, Executor slow) {
        this.broker = broker;
        this.offsets = groups.offsets();
        this.topics = new TopicLookup(broker);
        this.gate = new GroupGate(groups, slow);
    }

    @Override
    public void serve(Routes routes) {
        routes.on(ApiKeys.OFFSET_COMMIT, gate.before(this::commit))
                .on(ApiKeys.OFFSET_FETCH, gate.before(Routes.now(this::fetchAll)))
                .on(ApiKeys.OFFSET_DELETE, gate.before(this::delete));
    }

    private CompletableFuture<AbstractResponse> commit(Call who, OffsetCommitRequest request) {
        OffsetCommitRequestData data = request.data();
        boolean byId = OffsetCommitResponse.useTopicIds(request.version());
        Map<TopicPartition, Committed> wanted = new LinkedHashMap<>();
        for (OffsetCommitRequestTopic topic : data.topics()) {
            name(topic, byId)
                    .ifPresent(name -> topic.partitions()
                            .forEach(it -> wanted.put(new TopicPartition(name, it.partitionIndex()), committed(it))));
        }
        Committer committer = new Committer(
                data.groupId(), data.memberId(), data.groupInstanceId(), data.generationIdOrMemberEpoch());
        return offsets.commit(committer, wanted).thenApply(errors -> committed(data, byId, errors));
    }

    private Committed committed(OffsetCommitRequestPartition it) {
        String metadata = Objects.requireNonNullElse(it.committedMetadata(), "");
        return new Committed(
                it.committedOffset(),
                it.committedLeaderEpoch(),
                metadata,
                broker.clock().millis());
    }

    private Optional<String> name(OffsetCommitRequestTopic topic, boolean byId) {
        return byId ? topics.find(topic.topicId()).map(io.leat.log.broker.Topic::name) : Optional.of(topic.name());
    }

    private AbstractResponse committed(
            OffsetCommitRequestData asked, boolean byId, Map<TopicPartition, Errors> errors) {
        OffsetCommitResponseData data = new OffsetCommitResponseData();
        for (OffsetCommitRequestTopic topic : asked.topics()) {
            Optional<String> name = name(topic, byId);
            OffsetCommitResponseTopic answer =
                    new OffsetCommitResponseTopic().setName(topic.name()).setTopicId(topic.topicId());
            for (OffsetCommitRequestPartition partition : topic.partitions()) {
                Errors error = name.map(it -> errors.getOrDefault(
                                new TopicPartition(it, partition.partitionIndex()), Errors.UNKNOWN_TOPIC_ID))
                        .orElse(Errors.UNKNOWN_TOPIC_ID);
                answer.partitions()
                        .add(new OffsetCommitResponsePartition()
                                .setPartitionIndex(partition.partitionIndex())
                                .setErrorCode(error.code()));
            }
            data.topics().add(answer);
        }
        return new OffsetCommitResponse(data);
    }

    private AbstractResponse fetchAll(Call who, OffsetFetchRequest request) {
        boolean byId = OffsetFetchRequest.useTopicIds(request.version());
        List<OffsetFetchResponseGroup> groups = new ArrayList<>();
        for (OffsetFetchRequestGroup group : request.groups()) {
            groups.add(fetch(group, request.requireStable(), byId));
        }
        return new OffsetFetchResponse.Builder(groups).build(request.version());
    }

    private OffsetFetchResponseGroup fetch(OffsetFetchRequestGroup asked, boolean stable, boolean byId) {
        try {
            Map<TopicPartition, Committed> committed =
                    offsets.fetch(asked.groupId(), asked.memberId(), asked.memberEpoch());
            Predicate<TopicPartition> unstable = stable ? offsets.unstable(asked.groupId()) : it -> false;
            return new OffsetFetchResponseGroup()
                    .setGroupId(asked.groupId())
                    .setTopics(
                            asked.topics() == null
                                    ? all(committed, unstable, byId)
                                    : some(asked, committed, unstable, byId));
        } catch (ApiException e) {
            return OffsetFetchResponse.groupError(asked, Errors.forException(e), byId ? 10 : 9);
        }
    }

    private List<OffsetFetchResponseTopics> all(
            Map<TopicPartition, Committed> committed, Predicate<TopicPartition> unstable, boolean byId) {
        Map<String, OffsetFetchResponseTopics> answers = new TreeMap<>();
        committed.forEach((partition, offset) -> {
            OffsetFetchResponseTopics topic =
                    answers.computeIfAbsent(partition.topic(), it -> new OffsetFetchResponseTopics().setName(it));
            broker.topics().find(partition.topic()).ifPresent(it -> topic.setTopicId(it.id()));
            topic.partitions().add(partition(partition.partition(), offset, unstable.test(partition), Errors.NONE));
        });
        return answers.values().stream()
                .filter(it -> !byId || broker.topics().find(it.name()).isPresent())
                .toList();
    }

    private List<OffsetFetchResponseTopics> some(
            OffsetFetchRequestGroup asked,
            Map<TopicPartition, Committed> committed,
            Predicate<TopicPartition> unstable,
            boolean byId) {
        List<OffsetFetchResponseTopics> answers = new ArrayList<>();
        for (OffsetFetchRequestTopics topic : asked.topics()) {
            Optional<String> name =
                    byId ? topics.find(topic.topicId()).map(io.leat.log.broker.Topic::name) : Optional.of(topic.name());
            Errors error = name.isPresent() ? Errors.NONE : Errors.UNKNOWN_TOPIC_ID;
            OffsetFetchResponseTopics answer =
                    new OffsetFetchResponseTopics().setName(topic.name()).setTopicId(topic.topicId());
            for (int number : topic.partitionIndexes()) {
                TopicPartition partition = new TopicPartition(name.orElse(""), number);
                answer.partitions().add(partition(number, committed.get(partition), unstable.test(partition), error));
            }
            answers.add(answer);
        }
        return answers;
    }

    private static OffsetFetchResponsePartitions partition(
            int number, @Nullable Committed offset, boolean unstable, Errors error) {
        OffsetFetchResponsePartitions answer = new OffsetFetchResponsePartitions()
                .setPartitionIndex(number)
                .setErrorCode((unstable ? Errors.UNSTABLE_OFFSET_COMMIT : error).code());
        return offset == null || unstable
                ? answer.setCommittedOffset(NONE_COMMITTED)
                        .setCommittedLeaderEpoch(NO_EPOCH)
                        .setMetadata(OffsetFetchResponse.NO_METADATA)
                : answer.setCommittedOffset(offset.offset())
                        .setCommittedLeaderEpoch(offset.leaderEpoch())
                        .setMetadata(offset.metadata());
    }

    private CompletableFuture<AbstractResponse> delete(Call who, OffsetDeleteRequest request) {
        List<TopicPartition> partitions = new ArrayList<>();
        request.data()
                .topics()
                .forEach(topic -> topic.partitions()
                        .forEach(it -> partitions.add(new TopicPartition(topic.name(), it.partitionIndex()))));
        return offsets.delete(request.data().groupId(), partitions).thenApply(GroupOffsetsApi::deleted);
    }

    private static AbstractResponse deleted(Map<TopicPartition, Errors> errors) {
        OffsetDeleteResponseData data = new OffsetDeleteResponseData();
        errors.forEach((partition, error) -> {
            OffsetDeleteResponseTopic topic = data.topics().find(partition.topic());
            if (topic == null) {
                topic = new OffsetDeleteResponseTopic()
                        .setName(partition.topic())
                        .setPartitions(new OffsetDeleteResponsePartitionCollection());
                data.topics().add(topic);
            }
            topic.partitions()
                    .add(new OffsetDeleteResponsePartition()
                            .setPartitionIndex(partition.partition())
                            .setErrorCode(error.code()));
        });
        return new OffsetDeleteResponse(data);
    }
}
