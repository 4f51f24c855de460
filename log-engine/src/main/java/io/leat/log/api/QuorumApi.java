package io.leat.log.api;

import io.leat.log.broker.Broker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InvalidUpdateVersionException;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.message.DescribeQuorumRequestData;
import org.apache.kafka.common.message.DescribeQuorumResponseData;
import org.apache.kafka.common.message.DescribeQuorumResponseData.Listener;
import org.apache.kafka.common.message.DescribeQuorumResponseData.ListenerCollection;
import org.apache.kafka.common.message.DescribeQuorumResponseData.Node;
import org.apache.kafka.common.message.DescribeQuorumResponseData.NodeCollection;
import org.apache.kafka.common.message.DescribeQuorumResponseData.PartitionData;
import org.apache.kafka.common.message.DescribeQuorumResponseData.ReplicaState;
import org.apache.kafka.common.message.DescribeQuorumResponseData.TopicData;
import org.apache.kafka.common.message.UpdateFeaturesResponseData;
import org.apache.kafka.common.message.UpdateFeaturesResponseData.UpdatableFeatureResult;
import org.apache.kafka.common.message.UpdateFeaturesResponseData.UpdatableFeatureResultCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.DescribeQuorumRequest;
import org.apache.kafka.common.requests.DescribeQuorumResponse;
import org.apache.kafka.common.requests.UpdateFeaturesRequest;
import org.apache.kafka.common.requests.UpdateFeaturesRequest.FeatureUpdateItem;
import org.apache.kafka.common.requests.UpdateFeaturesResponse;
import org.jspecify.annotations.Nullable;

/** DescribeQuorum, a quorum of this node, and UpdateFeatures, whose levels are what this version has. */
final class QuorumApi implements ApiFamily {
    private static final int NODES_SINCE = 2;
    /** From it on one answer is for all features. */
    private static final int TOGETHER_SINCE = 2;

    private final Broker broker;
    private final Endpoints endpoints;
    private final Map<String, Short> features;

    /**
     * The APIs.
     *
     * @param features the finalized level of each feature
     */
    QuorumApi(Broker broker, Endpoints endpoints, Map<String, Short> features) {
        this.broker = broker;
        this.endpoints = endpoints;
        this.features = features;
    }

    @Override
    public void serve(Routes routes) {
        routes.onNow(ApiKeys.DESCRIBE_QUORUM, this::describe);
        routes.onNow(ApiKeys.UPDATE_FEATURES, this::update);
    }

    private AbstractResponse describe(Call who, DescribeQuorumRequest request) {
        DescribeQuorumResponseData response = new DescribeQuorumResponseData();
        for (DescribeQuorumRequestData.TopicData topic : request.data().topics()) {
            TopicData answer = new TopicData().setTopicName(topic.topicName());
            topic.partitions()
                    .forEach(it -> answer.partitions()
                            .add(partition(topic.topicName(), it.partitionIndex(), request.version())));
            response.topics().add(answer);
        }
        if (request.version() >= NODES_SINCE) {
            response.setNodes(nodes(who));
        }
        return new DescribeQuorumResponse(response);
    }

    private PartitionData partition(String topic, int number, short version) {
        PartitionData partition = new PartitionData().setPartitionIndex(number);
        if (!topic.equals(Topic.CLUSTER_METADATA_TOPIC_NAME) || number != 0) {
            return partition
                    .setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code())
                    .setErrorMessage(version >= NODES_SINCE ? Errors.UNKNOWN_TOPIC_OR_PARTITION.message() : null);
        }
        long now = broker.clock().millis();
        ReplicaState self = new ReplicaState().setReplicaId(broker.nodeId()).setLogEndOffset(0);
        if (version > 0) {
            self.setLastFetchTimestamp(now).setLastCaughtUpTimestamp(now);
        }
        return partition
                .setErrorMessage(null)
                .setLeaderId(broker.nodeId())
                .setLeaderEpoch(0)
                .setHighWatermark(0)
                .setCurrentVoters(List.of(self));
    }

    private NodeCollection nodes(Call who) {
        org.apache.kafka.common.Node node = endpoints.node(who.listenerName);
        ListenerCollection listeners = new ListenerCollection();
        listeners.add(new Listener()
                .setName(who.listenerName.value())
                .setHost(node.host())
                .setPort(node.port()));
        NodeCollection nodes = new NodeCollection();
        nodes.add(new Node().setNodeId(node.id()).setListeners(listeners));
        return nodes;
    }

    private AbstractResponse update(Call who, UpdateFeaturesRequest request) {
        UpdateFeaturesResponseData response = new UpdateFeaturesResponseData();
        List<UpdatableFeatureResult> results = new ArrayList<>();
        for (FeatureUpdateItem asked : request.featureUpdates()) {
            ApiException refused = refused(asked);
            if (refused != null && request.version() >= TOGETHER_SINCE) {
                return new UpdateFeaturesResponse(response.setErrorCode(Errors.INVALID_UPDATE_VERSION.code())
                        .setErrorMessage("The update failed for all features since the following feature had an error: "
                                + refused.getMessage()));
            }
            results.add(new UpdatableFeatureResult()
                    .setFeature(asked.feature())
                    .setErrorCode((refused == null ? Errors.NONE : Errors.INVALID_UPDATE_VERSION).code())
                    .setErrorMessage(refused == null ? "" : refused.getMessage()));
        }
        if (request.version() < TOGETHER_SINCE) {
            response.setResults(new UpdatableFeatureResultCollection(results.iterator()));
        }
        return new UpdateFeaturesResponse(response);
    }

    /** Why a feature cannot be had at this level; null if it is. */
    private @Nullable ApiException refused(FeatureUpdateItem asked) {
        Short level = features.get(asked.feature());
        short wanted = asked.versionLevel();
        String start = "Invalid update version %d for feature %s. ".formatted(wanted, asked.feature());
        if (level == null) {
            return new InvalidUpdateVersionException(
                    start + "Local controller %d does not support this feature.".formatted(broker.nodeId()));
        }
        if (wanted > level) {
            return new InvalidUpdateVersionException(
                    start + "Local controller %d only supports versions 0-%d".formatted(broker.nodeId(), level));
        }
        return wanted == level
                ? null
                : new InvalidUpdateVersionException(
                        start + "This log has it at the level %d and no other".formatted(level));
    }
}
