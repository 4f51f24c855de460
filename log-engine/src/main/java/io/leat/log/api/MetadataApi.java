package io.leat.log.api;

import io.leat.log.broker.Broker;
import io.leat.log.broker.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponsePartition;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.MetadataRequest;
import org.apache.kafka.common.requests.MetadataResponse;
import org.jspecify.annotations.Nullable;

/** Metadata, versions 0 to 13: this node, and the topics, which are made here if they may be. */
final class MetadataApi implements ApiFamily {
    private static final int OFFLINE_REPLICAS_SINCE = 5;
    private static final int BY_ID_SINCE = 12;

    private final Broker broker;
    private final Endpoints endpoints;
    private final Executor slow;

    /**
     * The API.
     *
     * @param slow makes topics
     */
    MetadataApi(Broker broker, Endpoints endpoints, Executor slow) {
        this.broker = broker;
        this.endpoints = endpoints;
        this.slow = slow;
    }

    @Override
    public void serve(Routes routes) {
        routes.on(ApiKeys.METADATA, this::metadata);
    }

    private CompletableFuture<AbstractResponse> metadata(Call who, MetadataRequest request) {
        if (request.version() < BY_ID_SINCE && !request.isAllTopics()) {
            requireNames(request);
        }
        boolean makes = request.data().allowAutoTopicCreation()
                && !request.isAllTopics()
                && request.data().topics().stream()
                        .anyMatch(it ->
                                !isById(it) && broker.topics().find(it.name()).isEmpty());
        return makes
                ? CompletableFuture.supplyAsync(() -> answer(who, request), slow)
                : CompletableFuture.completedFuture(answer(who, request));
    }

    /** Two versions have a field for ids, and no answer without a name. */
    private static void requireNames(MetadataRequest request) {
        if (request.data().topics().stream().anyMatch(MetadataApi::isById)) {
            throw new InvalidRequestException("Metadata version %d cannot be asked by topic id; version %d can"
                    .formatted(request.version(), BY_ID_SINCE));
        }
    }

    private AbstractResponse answer(Call who, MetadataRequest request) {
        Node node = endpoints.node(who.listenerName);
        MetadataResponseData data =
                new MetadataResponseData().setClusterId(broker.clusterId()).setControllerId(node.id());
        data.brokers()
                .add(new MetadataResponseBroker()
                        .setNodeId(node.id())
                        .setHost(node.host())
                        .setPort(node.port())
                        .setRack(null));
        topics(request).forEach(data.topics()::add);
        MetadataCheck.tell(who, request, data);
        return new MetadataResponse(data, request.version());
    }

    private List<MetadataResponseTopic> topics(MetadataRequest request) {
        List<MetadataResponseTopic> topics = new ArrayList<>();
        if (request.isAllTopics()) {
            broker.topics().all().forEach(it -> topics.add(known(it, request.version())));
            return topics;
        }
        for (MetadataRequestTopic asked : request.data().topics()) {
            topics.add(isById(asked) ? byId(asked.topicId(), request.version()) : byName(asked.name(), request));
        }
        return topics;
    }

    /** Kafka's consumers name no topic when they ask by its id, or name it by an empty text. */
    private static boolean isById(MetadataRequestTopic asked) {
        return asked.name() == null || !asked.topicId().equals(Uuid.ZERO_UUID);
    }

    private MetadataResponseTopic byId(Uuid id, short version) {
        return broker.topics()
                .find(id)
                .map(it -> known(it, version))
                .orElseGet(() -> unknown(null, Errors.UNKNOWN_TOPIC_ID).setTopicId(id));
    }

    private MetadataResponseTopic byName(String name, MetadataRequest request) {
        try {
            org.apache.kafka.common.internals.Topic.validate(name);
            Optional<Topic> topic =
                    broker.topics().findOrCreate(name, request.data().allowAutoTopicCreation());
            return topic.map(it -> known(it, request.version()))
                    .orElseGet(() -> unknown(name, Errors.UNKNOWN_TOPIC_OR_PARTITION));
        } catch (InvalidTopicException e) {
            return unknown(name, Errors.INVALID_TOPIC_EXCEPTION);
        } catch (RuntimeException e) {
            return unknown(name, Failures.error(e));
        }
    }

    private MetadataResponseTopic unknown(@Nullable String name, Errors error) {
        return new MetadataResponseTopic().setName(name).setErrorCode(error.code());
    }

    private MetadataResponseTopic known(Topic topic, short version) {
        List<MetadataResponsePartition> partitions = new ArrayList<>(topic.partitions());
        for (int number = 0; number < topic.partitions(); number++) {
            partitions.add(partition(new TopicPartition(topic.name(), number), version));
        }
        return new MetadataResponseTopic()
                .setName(topic.name())
                .setTopicId(topic.id())
                .setIsInternal(topic.internal())
                .setPartitions(partitions);
    }

    private MetadataResponsePartition partition(TopicPartition name, short version) {
        List<Integer> here = List.of(broker.nodeId());
        MetadataResponsePartition partition = new MetadataResponsePartition()
                .setPartitionIndex(name.partition())
                .setReplicaNodes(here)
                .setIsrNodes(here);
        try {
            return partition
                    .setLeaderId(broker.nodeId())
                    .setLeaderEpoch(broker.partition(name).log().leaderEpoch());
        } catch (RuntimeException e) { // Its log directory failed, or it is being deleted.
            return partition
                    .setErrorCode(Errors.LEADER_NOT_AVAILABLE.code())
                    .setLeaderId(MetadataResponse.NO_LEADER_ID)
                    .setOfflineReplicas(version >= OFFLINE_REPLICAS_SINCE ? here : List.of());
        }
    }
}
