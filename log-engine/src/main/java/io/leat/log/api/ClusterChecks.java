package io.leat.log.api;

import static org.apache.kafka.common.acl.AclOperation.ALTER;
import static org.apache.kafka.common.acl.AclOperation.ALTER_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;

import java.util.function.UnaryOperator;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.AlterConfigsResponseData;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResult;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.AlterConfigsRequest;
import org.apache.kafka.common.requests.AlterConfigsResponse;
import org.apache.kafka.common.requests.DescribeClusterRequest;
import org.apache.kafka.common.requests.DescribeClusterResponse;
import org.apache.kafka.common.requests.DescribeConfigsRequest;
import org.apache.kafka.common.requests.DescribeConfigsResponse;
import org.apache.kafka.common.requests.IncrementalAlterConfigsRequest;
import org.apache.kafka.common.requests.IncrementalAlterConfigsResponse;

/** What APIs about the cluster and configs ask of the ACLs. */
final class ClusterChecks {
    private final Checks checks;

    ClusterChecks(Checks checks) {
        this.checks = checks;
    }

    void enter() {
        checks.onCluster(ApiKeys.DESCRIBE_ACLS, DESCRIBE)
                .onCluster(ApiKeys.CREATE_ACLS, ALTER)
                .onCluster(ApiKeys.DELETE_ACLS, ALTER)
                .onCluster(ApiKeys.DESCRIBE_USER_SCRAM_CREDENTIALS, DESCRIBE)
                .onCluster(ApiKeys.ALTER_USER_SCRAM_CREDENTIALS, ALTER)
                .onCluster(ApiKeys.DESCRIBE_CLIENT_QUOTAS, DESCRIBE_CONFIGS)
                .onCluster(ApiKeys.ALTER_CLIENT_QUOTAS, ALTER_CONFIGS)
                .onCluster(ApiKeys.LIST_CONFIG_RESOURCES, DESCRIBE_CONFIGS)
                .onCluster(ApiKeys.DESCRIBE_LOG_DIRS, DESCRIBE)
                .onCluster(ApiKeys.ALTER_REPLICA_LOG_DIRS, ALTER)
                .onCluster(ApiKeys.ELECT_LEADERS, ALTER)
                .onCluster(ApiKeys.ALTER_PARTITION_REASSIGNMENTS, ALTER)
                .onCluster(ApiKeys.LIST_PARTITION_REASSIGNMENTS, DESCRIBE)
                .onCluster(ApiKeys.DESCRIBE_QUORUM, DESCRIBE)
                .onCluster(ApiKeys.UPDATE_FEATURES, ALTER)
                .onCluster(ApiKeys.UNREGISTER_BROKER, ALTER)
                .on(ApiKeys.DESCRIBE_CLUSTER, ClusterChecks::describeCluster)
                .on(ApiKeys.DESCRIBE_CONFIGS, ClusterChecks::describeConfigs)
                .on(ApiKeys.ALTER_CONFIGS, ClusterChecks::alterConfigs)
                .on(ApiKeys.INCREMENTAL_ALTER_CONFIGS, ClusterChecks::incrementalAlterConfigs);
        for (ApiKeys open : new ApiKeys[] {ApiKeys.API_VERSIONS, ApiKeys.SASL_HANDSHAKE, ApiKeys.SASL_AUTHENTICATE}) {
            checks.<AbstractRequest>on(open, (who, request) -> Check.AS_IT_IS);
        }
    }

    private static UnaryOperator<AbstractResponse> describeCluster(Call who, DescribeClusterRequest request) {
        return response -> {
            if (request.data().includeClusterAuthorizedOperations()) {
                ((DescribeClusterResponse) response)
                        .data()
                        .setClusterAuthorizedOperations(MetadataCheck.clusterOperations(who));
            }
            return response;
        };
    }

    private static UnaryOperator<AbstractResponse> describeConfigs(Call who, DescribeConfigsRequest request) {
        var refused = Checks.takeOut(
                request.data().resources(), it -> may(who, DESCRIBE_CONFIGS, it.resourceType(), it.resourceName()));
        return response -> {
            refused.forEach(it -> ((DescribeConfigsResponse) response)
                    .data()
                    .results()
                    .add(new DescribeConfigsResult()
                            .setResourceType(it.resourceType())
                            .setResourceName(it.resourceName())
                            .setErrorCode(error(it.resourceType()).code())
                            .setErrorMessage(error(it.resourceType()).message())));
            return response;
        };
    }

    private static UnaryOperator<AbstractResponse> alterConfigs(Call who, AlterConfigsRequest request) {
        var refused = Checks.takeOut(
                request.data().resources(), it -> may(who, ALTER_CONFIGS, it.resourceType(), it.resourceName()));
        return response -> {
            refused.forEach(it -> ((AlterConfigsResponse) response)
                    .data()
                    .responses()
                    .add(new AlterConfigsResponseData.AlterConfigsResourceResponse()
                            .setResourceType(it.resourceType())
                            .setResourceName(it.resourceName())
                            .setErrorCode(error(it.resourceType()).code())
                            .setErrorMessage(error(it.resourceType()).message())));
            return response;
        };
    }

    private static UnaryOperator<AbstractResponse> incrementalAlterConfigs(
            Call who, IncrementalAlterConfigsRequest request) {
        var refused = Checks.takeOut(
                request.data().resources(), it -> may(who, ALTER_CONFIGS, it.resourceType(), it.resourceName()));
        return response -> {
            refused.forEach(it -> ((IncrementalAlterConfigsResponse) response)
                    .data()
                    .responses()
                    .add(new IncrementalAlterConfigsResponseData.AlterConfigsResourceResponse()
                            .setResourceType(it.resourceType())
                            .setResourceName(it.resourceName())
                            .setErrorCode(error(it.resourceType()).code())
                            .setErrorMessage(error(it.resourceType()).message())));
            return response;
        };
    }

    private static boolean may(Call who, AclOperation operation, byte type, String name) {
        return switch (ConfigResource.Type.forId(type)) {
            case TOPIC -> who.mayTopic(operation, name);
            case GROUP -> who.mayGroup(operation, name);
            default -> who.mayCluster(operation);
        };
    }

    private static Errors error(byte type) {
        return switch (ConfigResource.Type.forId(type)) {
            case TOPIC -> Errors.TOPIC_AUTHORIZATION_FAILED;
            case GROUP -> Errors.GROUP_AUTHORIZATION_FAILED;
            default -> Errors.CLUSTER_AUTHORIZATION_FAILED;
        };
    }
}
