package io.leat.log.api;

import io.leat.log.broker.Broker;
import io.leat.log.broker.LogDirState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.BrokerIdNotRegisteredException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.MismatchedEndpointTypeException;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.DescribeClusterResponseData.DescribeClusterBroker;
import org.apache.kafka.common.message.DescribeLogDirsRequestData.DescribableLogDirTopic;
import org.apache.kafka.common.message.DescribeLogDirsResponseData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsPartition;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsResult;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.DescribeClusterRequest;
import org.apache.kafka.common.requests.DescribeClusterResponse;
import org.apache.kafka.common.requests.DescribeLogDirsRequest;
import org.apache.kafka.common.requests.DescribeLogDirsResponse;
import org.apache.kafka.common.requests.UnregisterBrokerRequest;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** DescribeCluster, DescribeLogDirs and UnregisterBroker: a cluster of one. */
final class ClusterApi implements ApiFamily {
    private static final byte BROKERS = 1;
    /** What may be done to a cluster where nobody asks who does it. */
    private static final int EVERYTHING = Utils.to32BitField(Set.of(
            AclOperation.CREATE.code(),
            AclOperation.CLUSTER_ACTION.code(),
            AclOperation.DESCRIBE_CONFIGS.code(),
            AclOperation.ALTER_CONFIGS.code(),
            AclOperation.IDEMPOTENT_WRITE.code(),
            AclOperation.ALTER.code(),
            AclOperation.DESCRIBE.code()));

    private final Broker broker;
    private final Endpoints endpoints;

    ClusterApi(Broker broker, Endpoints endpoints) {
        this.broker = broker;
        this.endpoints = endpoints;
    }

    @Override
    public void serve(Routes routes) {
        routes.onNow(ApiKeys.DESCRIBE_CLUSTER, this::describe)
                .onSlow(ApiKeys.DESCRIBE_LOG_DIRS, this::logDirs)
                .onNow(ApiKeys.UNREGISTER_BROKER, this::unregister);
    }

    private AbstractResponse describe(Call who, DescribeClusterRequest request) {
        if (request.data().endpointType() != BROKERS) {
            throw new MismatchedEndpointTypeException(
                    "The request was sent to an endpoint of type BROKER, but we wanted an endpoint of type CONTROLLER");
        }
        Node node = endpoints.node(who.listenerName);
        DescribeClusterResponseData response = new DescribeClusterResponseData()
                .setClusterId(broker.clusterId())
                .setControllerId(node.id());
        response.brokers()
                .add(new DescribeClusterBroker()
                        .setBrokerId(node.id())
                        .setHost(node.host())
                        .setPort(node.port())
                        .setRack(null));
        if (request.data().includeClusterAuthorizedOperations()) {
            response.setClusterAuthorizedOperations(EVERYTHING);
        }
        return new DescribeClusterResponse(response);
    }

    private AbstractResponse logDirs(Call who, DescribeLogDirsRequest request) {
        Map<String, Set<Integer>> asked = request.data().topics() == null
                ? null
                : request.data().topics().stream()
                        .collect(Collectors.toMap(
                                DescribableLogDirTopic::topic, it -> Set.copyOf(it.partitions()), ClusterApi::union));
        DescribeLogDirsResponseData response = new DescribeLogDirsResponseData();
        broker.logDirs().forEach(it -> response.results().add(logDir(it, asked)));
        return new DescribeLogDirsResponse(response);
    }

    private static Set<Integer> union(Set<Integer> one, Set<Integer> other) {
        return java.util.stream.Stream.concat(one.stream(), other.stream()).collect(Collectors.toUnmodifiableSet());
    }

    private static DescribeLogDirsResult logDir(LogDirState dir, @Nullable Map<String, Set<Integer>> asked) {
        DescribeLogDirsResult result = new DescribeLogDirsResult().setLogDir(dir.path());
        if (!dir.online()) {
            return result.setErrorCode(Errors.KAFKA_STORAGE_ERROR.code());
        }
        Map<String, DescribeLogDirsTopic> topics = new HashMap<>();
        dir.sizes().forEach((name, size) -> {
            if (asked == null || asked.getOrDefault(name.topic(), Set.of()).contains(name.partition())) {
                topics.computeIfAbsent(name.topic(), it -> new DescribeLogDirsTopic().setName(it))
                        .partitions()
                        .add(partition(name, size));
            }
        });
        return result.setTopics(List.copyOf(topics.values()))
                .setTotalBytes(dir.totalBytes())
                .setUsableBytes(dir.usableBytes());
    }

    private static DescribeLogDirsPartition partition(TopicPartition name, long size) {
        return new DescribeLogDirsPartition()
                .setPartitionIndex(name.partition())
                .setPartitionSize(size)
                .setOffsetLag(0)
                .setIsFutureKey(false);
    }

    private AbstractResponse unregister(Call who, UnregisterBrokerRequest request) {
        int id = request.data().brokerId();
        if (id != broker.nodeId()) {
            throw new BrokerIdNotRegisteredException("Broker ID " + id + " is not currently registered");
        }
        throw new InvalidRequestException(
                "Broker ID %d is this log, the only node there is, and cannot be unregistered".formatted(id));
    }
}
