package io.leat.log.api;

import java.util.List;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.AlterClientQuotasRequestData;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.AlterUserScramCredentialsRequestData;
import org.apache.kafka.common.message.CreateAclsRequestData;
import org.apache.kafka.common.message.DeleteAclsRequestData;
import org.apache.kafka.common.message.DescribeAclsRequestData;
import org.apache.kafka.common.message.DescribeClientQuotasRequestData;
import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsRequestData;
import org.apache.kafka.common.message.DescribeQuorumRequestData;
import org.apache.kafka.common.message.DescribeUserScramCredentialsRequestData;
import org.apache.kafka.common.message.ElectLeadersRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.ListConfigResourcesRequestData;
import org.apache.kafka.common.message.ListPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.UnregisterBrokerRequestData;
import org.apache.kafka.common.message.UpdateFeaturesRequestData;
import org.apache.kafka.common.protocol.ApiKeys;

/** Those of the {@link AuthorizedRequests} that are about the cluster, configs, quotas, users and ACLs. */
final class AuthorizedClusterRequests {
    private record Resource(ConfigResource.Type type, String name) {}

    private static final List<Resource> RESOURCES = List.of(
            new Resource(ConfigResource.Type.TOPIC, "seen"),
            new Resource(ConfigResource.Type.TOPIC, "other"),
            new Resource(ConfigResource.Type.TOPIC, "missing"),
            new Resource(ConfigResource.Type.GROUP, "group"),
            new Resource(ConfigResource.Type.GROUP, "another"),
            new Resource(ConfigResource.Type.BROKER, "1"));

    private AuthorizedClusterRequests() {}

    static void add(AuthorizedRequests.Taker to) {
        cluster(to);
        configs(to);
        users(to);
    }

    private static void cluster(AuthorizedRequests.Taker to) {
        to.ask(
                "DescribeCluster",
                ApiKeys.DESCRIBE_CLUSTER,
                2,
                new DescribeClusterRequestData().setIncludeClusterAuthorizedOperations(true));
        to.ask(
                "DescribeQuorum",
                ApiKeys.DESCRIBE_QUORUM,
                2,
                new DescribeQuorumRequestData()
                        .setTopics(List.of(new DescribeQuorumRequestData.TopicData()
                                .setTopicName("__cluster_metadata")
                                .setPartitions(List.of(new DescribeQuorumRequestData.PartitionData())))));
        var elected = new ElectLeadersRequestData.TopicPartitionsCollection();
        elected.add(
                new ElectLeadersRequestData.TopicPartitions().setTopic("seen").setPartitions(List.of(0)));
        to.ask(
                "ElectLeaders",
                ApiKeys.ELECT_LEADERS,
                2,
                new ElectLeadersRequestData().setTopicPartitions(elected).setTimeoutMs(1000));
        to.ask(
                "AlterPartitionReassignments",
                ApiKeys.ALTER_PARTITION_REASSIGNMENTS,
                0,
                new AlterPartitionReassignmentsRequestData()
                        .setTopics(List.of(new AlterPartitionReassignmentsRequestData.ReassignableTopic()
                                .setName("seen")
                                .setPartitions(
                                        List.of(new AlterPartitionReassignmentsRequestData.ReassignablePartition()
                                                .setReplicas(null))))));
        to.ask(
                "ListPartitionReassignments",
                ApiKeys.LIST_PARTITION_REASSIGNMENTS,
                0,
                new ListPartitionReassignmentsRequestData());
        to.ask(
                "DescribeLogDirs",
                ApiKeys.DESCRIBE_LOG_DIRS,
                4,
                new DescribeLogDirsRequestData()
                        .setTopics(new DescribeLogDirsRequestData.DescribableLogDirTopicCollection()));
        to.ask("UpdateFeatures", ApiKeys.UPDATE_FEATURES, 1, new UpdateFeaturesRequestData().setValidateOnly(true));
        to.ask("UnregisterBroker", ApiKeys.UNREGISTER_BROKER, 0, new UnregisterBrokerRequestData().setBrokerId(77));
    }

    private static void configs(AuthorizedRequests.Taker to) {
        to.ask(
                "DescribeConfigs",
                ApiKeys.DESCRIBE_CONFIGS,
                4,
                new DescribeConfigsRequestData()
                        .setResources(RESOURCES.stream()
                                .map(it -> new DescribeConfigsRequestData.DescribeConfigsResource()
                                        .setResourceType(it.type.id())
                                        .setResourceName(it.name)
                                        .setConfigurationKeys(null))
                                .toList()));
        var altered = new AlterConfigsRequestData().setValidateOnly(true);
        var incremental = new IncrementalAlterConfigsRequestData().setValidateOnly(true);
        for (Resource it : RESOURCES) {
            altered.resources()
                    .add(new AlterConfigsRequestData.AlterConfigsResource()
                            .setResourceType(it.type.id())
                            .setResourceName(it.name));
            incremental
                    .resources()
                    .add(new IncrementalAlterConfigsRequestData.AlterConfigsResource()
                            .setResourceType(it.type.id())
                            .setResourceName(it.name));
        }
        to.ask("AlterConfigs", ApiKeys.ALTER_CONFIGS, 2, altered);
        to.ask("IncrementalAlterConfigs", ApiKeys.INCREMENTAL_ALTER_CONFIGS, 1, incremental);
        to.ask("ListConfigResources", ApiKeys.LIST_CONFIG_RESOURCES, 1, new ListConfigResourcesRequestData());
    }

    private static void users(AuthorizedRequests.Taker to) {
        to.ask("DescribeClientQuotas", ApiKeys.DESCRIBE_CLIENT_QUOTAS, 1, new DescribeClientQuotasRequestData());
        to.ask(
                "AlterClientQuotas",
                ApiKeys.ALTER_CLIENT_QUOTAS,
                1,
                new AlterClientQuotasRequestData()
                        .setValidateOnly(true)
                        .setEntries(List.of(new AlterClientQuotasRequestData.EntryData()
                                .setEntity(List.of(new AlterClientQuotasRequestData.EntityData()
                                        .setEntityType("user")
                                        .setEntityName("someone")))
                                .setOps(List.of(new AlterClientQuotasRequestData.OpData()
                                        .setKey("producer_byte_rate")
                                        .setValue(1e6))))));
        to.ask(
                "DescribeUserScramCredentials",
                ApiKeys.DESCRIBE_USER_SCRAM_CREDENTIALS,
                0,
                new DescribeUserScramCredentialsRequestData());
        to.ask(
                "AlterUserScramCredentials",
                ApiKeys.ALTER_USER_SCRAM_CREDENTIALS,
                0,
                new AlterUserScramCredentialsRequestData()
                        .setDeletions(List.of(new AlterUserScramCredentialsRequestData.ScramCredentialDeletion()
                                .setName("someone")
                                .setMechanism((byte) 1))));
        to.ask(
                "DescribeAcls",
                ApiKeys.DESCRIBE_ACLS,
                3,
                new DescribeAclsRequestData()
                        .setResourceTypeFilter((byte) 1)
                        .setPatternTypeFilter((byte) 1)
                        .setPrincipalFilter("User:nobody")
                        .setOperation((byte) 1)
                        .setPermissionType((byte) 1));
        to.ask(
                "CreateAcls of a name that is none",
                ApiKeys.CREATE_ACLS,
                3,
                new CreateAclsRequestData()
                        .setCreations(List.of(new CreateAclsRequestData.AclCreation()
                                .setResourceType((byte) 4)
                                .setResourceName("not-the-cluster")
                                .setResourcePatternType((byte) 3)
                                .setPrincipal("User:nobody")
                                .setHost("*")
                                .setOperation((byte) 3)
                                .setPermissionType((byte) 3))));
        to.ask(
                "DeleteAcls",
                ApiKeys.DELETE_ACLS,
                3,
                new DeleteAclsRequestData()
                        .setFilters(List.of(new DeleteAclsRequestData.DeleteAclsFilter()
                                .setResourceTypeFilter((byte) 1)
                                .setPatternTypeFilter((byte) 1)
                                .setPrincipalFilter("User:nobody")
                                .setOperation((byte) 1)
                                .setPermissionType((byte) 1))));
    }
}
