package io.leat.log.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.leat.log.LogEngine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.AlterClientQuotasRequestData;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableReplicaAssignment;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableReplicaAssignmentCollection;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicCollection;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData.DeleteTopicState;
import org.apache.kafka.common.message.DescribeClientQuotasRequestData;
import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsRequestData;
import org.apache.kafka.common.message.DescribeQuorumRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData.TopicRequest;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.Cursor;
import org.apache.kafka.common.message.ElectLeadersRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.ListConfigResourcesRequestData;
import org.apache.kafka.common.message.ListPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.UnregisterBrokerRequestData;
import org.apache.kafka.common.message.UpdateFeaturesRequestData;
import org.apache.kafka.common.message.UpdateFeaturesRequestData.FeatureUpdateKey;
import org.apache.kafka.common.message.UpdateFeaturesRequestData.FeatureUpdateKeyCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.CreateTopicsResponse;
import org.apache.kafka.common.requests.DeleteTopicsResponse;
import org.apache.kafka.common.requests.DescribeTopicPartitionsResponse;
import org.apache.kafka.common.requests.UpdateFeaturesResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What no Admin client of today sends: older versions, and requests that a client would not let through. */
@Timeout(60)
class AdminVersionsTest {
    private static final String TOPIC = "t";

    @TempDir
    Path dir;

    private LogEngine log;
    private RawClient client;

    @BeforeEach
    void open() throws Exception {
        log = LogEngine.open(Map.of("log.dirs", dir.toString(), "listeners", "PLAINTEXT://127.0.0.1:0"));
        client = new RawClient(log.bootstrapServers(), "raw");
        log.broker().topics().create(new NewTopic(TOPIC, 3, (short) 1));
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        log.close();
    }

    private static Map<ApiKeys, Function<Short, ApiMessage>> requests() {
        Map<ApiKeys, Function<Short, ApiMessage>> all = new EnumMap<>(ApiKeys.class);
        all.put(ApiKeys.CREATE_TOPICS, version -> create(topic("made" + version, 2)));
        all.put(
                ApiKeys.DELETE_TOPICS,
                version -> version >= 6
                        ? new DeleteTopicsRequestData().setTopics(List.of(new DeleteTopicState().setName("none")))
                        : new DeleteTopicsRequestData().setTopicNames(List.of("none")));
        all.put(ApiKeys.CREATE_PARTITIONS, version -> {
            CreatePartitionsRequestData data = new CreatePartitionsRequestData().setValidateOnly(true);
            data.topics()
                    .add(new CreatePartitionsRequestData.CreatePartitionsTopic()
                            .setName(TOPIC)
                            .setCount(4)
                            .setAssignments(null));
            return data;
        });
        all.put(
                ApiKeys.DELETE_RECORDS,
                version -> new DeleteRecordsRequestData()
                        .setTopics(List.of(new DeleteRecordsRequestData.DeleteRecordsTopic()
                                .setName(TOPIC)
                                .setPartitions(List.of(
                                        new DeleteRecordsRequestData.DeleteRecordsPartition().setOffset(-1))))));
        all.put(
                ApiKeys.DESCRIBE_TOPIC_PARTITIONS,
                version ->
                        new DescribeTopicPartitionsRequestData().setTopics(List.of(new TopicRequest().setName(TOPIC))));
        all.put(ApiKeys.LIST_PARTITION_REASSIGNMENTS, version -> new ListPartitionReassignmentsRequestData());
        all.put(
                ApiKeys.ALTER_PARTITION_REASSIGNMENTS,
                version -> new AlterPartitionReassignmentsRequestData()
                        .setTopics(List.of(new AlterPartitionReassignmentsRequestData.ReassignableTopic()
                                .setName(TOPIC)
                                .setPartitions(
                                        List.of(new AlterPartitionReassignmentsRequestData.ReassignablePartition()
                                                .setReplicas(List.of(1)))))));
        all.put(ApiKeys.ELECT_LEADERS, version -> {
            ElectLeadersRequestData data = new ElectLeadersRequestData();
            data.topicPartitions()
                    .add(new ElectLeadersRequestData.TopicPartitions()
                            .setTopic(TOPIC)
                            .setPartitions(List.of(0)));
            return data;
        });
        all.put(
                ApiKeys.DESCRIBE_CONFIGS,
                version -> new DescribeConfigsRequestData()
                        .setIncludeSynonyms(true)
                        .setIncludeDocumentation(version >= 3)
                        .setResources(List.of(
                                new DescribeConfigsRequestData.DescribeConfigsResource()
                                        .setResourceType((byte) 2)
                                        .setResourceName(TOPIC)
                                        .setConfigurationKeys(null),
                                new DescribeConfigsRequestData.DescribeConfigsResource()
                                        .setResourceType((byte) 4)
                                        .setResourceName("1")
                                        .setConfigurationKeys(List.of("log.dirs")),
                                new DescribeConfigsRequestData.DescribeConfigsResource()
                                        .setResourceType((byte) 8)
                                        .setResourceName("1")
                                        .setConfigurationKeys(null))));
        all.put(ApiKeys.ALTER_CONFIGS, version -> {
            AlterConfigsRequestData data = new AlterConfigsRequestData();
            AlterConfigsRequestData.AlterConfigsResource resource = new AlterConfigsRequestData.AlterConfigsResource()
                    .setResourceType((byte) 2)
                    .setResourceName(TOPIC);
            resource.configs()
                    .add(new AlterConfigsRequestData.AlterableConfig()
                            .setName("retention.ms")
                            .setValue("7"));
            data.resources().add(resource);
            return data;
        });
        all.put(ApiKeys.INCREMENTAL_ALTER_CONFIGS, version -> {
            IncrementalAlterConfigsRequestData data = new IncrementalAlterConfigsRequestData();
            data.resources()
                    .add(new IncrementalAlterConfigsRequestData.AlterConfigsResource()
                            .setResourceType((byte) 2)
                            .setResourceName(TOPIC));
            return data;
        });
        all.put(ApiKeys.LIST_CONFIG_RESOURCES, version -> new ListConfigResourcesRequestData());
        all.put(
                ApiKeys.DESCRIBE_CLUSTER,
                version -> new DescribeClusterRequestData().setIncludeClusterAuthorizedOperations(true));
        all.put(ApiKeys.DESCRIBE_LOG_DIRS, version -> new DescribeLogDirsRequestData().setTopics(null));
        all.put(
                ApiKeys.DESCRIBE_QUORUM,
                version -> new DescribeQuorumRequestData()
                        .setTopics(List.of(new DescribeQuorumRequestData.TopicData()
                                .setTopicName("__cluster_metadata")
                                .setPartitions(List.of(new DescribeQuorumRequestData.PartitionData())))));
        all.put(ApiKeys.UPDATE_FEATURES, version -> new UpdateFeaturesRequestData());
        all.put(ApiKeys.UNREGISTER_BROKER, version -> new UnregisterBrokerRequestData().setBrokerId(9));
        all.put(ApiKeys.DESCRIBE_CLIENT_QUOTAS, version -> new DescribeClientQuotasRequestData());
        all.put(ApiKeys.ALTER_CLIENT_QUOTAS, version -> new AlterClientQuotasRequestData());
        return all;
    }

    static Set<ApiKeys> keys() {
        return requests().keySet();
    }

    /** An answer that its version cannot carry would end the connection. */
    @ParameterizedTest
    @MethodSource("keys")
    void everyVersionIsAnsweredInKind(ApiKeys key) throws Exception {
        for (short version = key.oldestVersion(); version <= key.latestVersion(); version++) {
            AbstractResponse answer = client.ask(request(
                    key, version, Objects.requireNonNull(requests().get(key)).apply(version)));
            assertThat(answer.apiKey()).isEqualTo(key);
            assertThat(answer.errorCounts().keySet())
                    .as("%s v%d: %s", key, version, answer)
                    .isSubsetOf(
                            Errors.NONE,
                            Errors.UNKNOWN_TOPIC_OR_PARTITION,
                            Errors.ELECTION_NOT_NEEDED,
                            Errors.BROKER_ID_NOT_REGISTERED);
        }
    }

    @Test
    void whatIsAskedForTwiceIsRefusedOnceAndNotTried() throws Exception {
        CreateTopicsResponse answer = (CreateTopicsResponse)
                client.ask(request(ApiKeys.CREATE_TOPICS, 7, create(topic("a", 1), topic("b", 1), topic("a", 2))));
        assertThat(answer.data().topics())
                .extracting(it -> it.name() + " " + Errors.forCode(it.errorCode()))
                .containsExactlyInAnyOrder("a INVALID_REQUEST", "b NONE");
        assertThat(log.broker().topics().find("a")).isEmpty();
    }

    @Test
    void aNumberOfPartitionsBesideAnAssignmentIsRefused() throws Exception {
        CreatableReplicaAssignmentCollection assignments = new CreatableReplicaAssignmentCollection();
        assignments.add(new CreatableReplicaAssignment().setPartitionIndex(0).setBrokerIds(List.of(1)));
        CreateTopicsResponse answer = (CreateTopicsResponse) client.ask(request(
                ApiKeys.CREATE_TOPICS,
                7,
                create(topic("both", 1).setReplicationFactor((short) -1).setAssignments(assignments))));
        assertThat(answer.data().topics().find("both").errorMessage())
                .isEqualTo("A manual partition assignment was specified, but numPartitions was not set to -1.");
    }

    @Test
    void aTopicIsDeletedByItsIdAndToldByItsName() throws Exception {
        Uuid id = log.broker().topics().find(TOPIC).orElseThrow().id();
        DeleteTopicsResponse answer = (DeleteTopicsResponse) client.ask(request(
                ApiKeys.DELETE_TOPICS,
                6,
                new DeleteTopicsRequestData()
                        .setTopics(List.of(
                                new DeleteTopicState().setTopicId(id),
                                new DeleteTopicState(),
                                new DeleteTopicState()
                                        .setTopicId(new Uuid(1, 1))
                                        .setName("x")))));
        assertThat(answer.data().responses())
                .extracting(it -> it.name() + " " + Errors.forCode(it.errorCode()))
                .containsExactlyInAnyOrder(TOPIC + " NONE", "null INVALID_REQUEST", "x INVALID_REQUEST");
        assertThat(log.broker().topics().find(TOPIC)).isEmpty();
    }

    /** The older API replaces: what is not named goes. */
    @Test
    void alterConfigsTakesBackWhatItDoesNotName() throws Exception {
        log.broker().topics().create(new NewTopic("c", 1, (short) 1).configs(Map.of("cleanup.policy", "compact")));
        AlterConfigsRequestData data = new AlterConfigsRequestData();
        AlterConfigsRequestData.AlterConfigsResource resource = new AlterConfigsRequestData.AlterConfigsResource()
                .setResourceType((byte) 2)
                .setResourceName("c");
        resource.configs()
                .add(new AlterConfigsRequestData.AlterableConfig()
                        .setName("retention.ms")
                        .setValue("7"));
        data.resources().add(resource);
        AbstractResponse answer = client.ask(request(ApiKeys.ALTER_CONFIGS, 1, data));
        assertThat(answer.errorCounts()).containsOnlyKeys(Errors.NONE);
        var config = log.broker().partition(new TopicPartition("c", 0)).log().config();
        assertThat(config.kept().compacts()).isFalse();
        assertThat(config.kept().ms()).isEqualTo(7);
    }

    @Test
    void partitionsAreDescribedPageByPage() throws Exception {
        log.broker().topics().create(new NewTopic("s", 2, (short) 1));
        log.broker().topics().create(new NewTopic("u", 4, (short) 1));
        List<String> seen = new ArrayList<>();
        DescribeTopicPartitionsRequestData asked = new DescribeTopicPartitionsRequestData()
                .setResponsePartitionLimit(2)
                .setTopics(List.of(
                        new TopicRequest().setName("u"),
                        new TopicRequest().setName("s"),
                        new TopicRequest().setName(TOPIC)));
        int pages = 0;
        Cursor next = null;
        do {
            asked.setCursor(
                    next == null
                            ? null
                            : new DescribeTopicPartitionsRequestData.Cursor()
                                    .setTopicName(next.topicName())
                                    .setPartitionIndex(next.partitionIndex()));
            DescribeTopicPartitionsResponse page =
                    (DescribeTopicPartitionsResponse) client.ask(request(ApiKeys.DESCRIBE_TOPIC_PARTITIONS, 0, asked));
            page.data()
                    .topics()
                    .forEach(topic -> topic.partitions().forEach(it -> seen.add(topic.name() + it.partitionIndex())));
            next = page.data().nextCursor();
            pages++;
        } while (next != null && pages < 20);
        assertThat(seen).containsExactly("s0", "s1", "t0", "t1", "t2", "u0", "u1", "u2", "u3");
        assertThat(pages).isEqualTo(5);
    }

    @Test
    void featuresStayAsTheyAre() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", log.bootstrapServers()))) {
            var finalized = admin.describeFeatures().featureMetadata().get().finalizedFeatures();
            assertThat(finalized).isNotEmpty();
            finalized.forEach((name, level) -> {
                assertThat(update(name, level.maxVersionLevel())).isEqualTo(Errors.NONE);
                assertThat(update(name, level.maxVersionLevel() + 1)).isEqualTo(Errors.INVALID_UPDATE_VERSION);
                assertThat(update(name, level.maxVersionLevel() - 1)).isEqualTo(Errors.INVALID_UPDATE_VERSION);
            });
        }
        assertThat(update("nonsense", 1)).isEqualTo(Errors.INVALID_UPDATE_VERSION);
    }

    private Errors update(String feature, int level) {
        FeatureUpdateKeyCollection updates = new FeatureUpdateKeyCollection();
        updates.add(new FeatureUpdateKey()
                .setFeature(feature)
                .setMaxVersionLevel((short) level)
                .setUpgradeType((byte) 3));
        try {
            UpdateFeaturesResponse answer = (UpdateFeaturesResponse) client.ask(
                    request(ApiKeys.UPDATE_FEATURES, 2, new UpdateFeaturesRequestData().setFeatureUpdates(updates)));
            return Errors.forCode(answer.data().errorCode());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static AbstractRequest request(ApiKeys key, int version, ApiMessage data) {
        return AbstractRequest.parseRequest(
                        key, (short) version, MessageUtil.toByteBufferAccessor(data, (short) version))
                .request;
    }

    private static CreateTopicsRequestData create(CreatableTopic... topics) {
        CreatableTopicCollection all = new CreatableTopicCollection();
        for (CreatableTopic topic : topics) {
            all.mustAdd(topic);
        }
        return new CreateTopicsRequestData().setTopics(all);
    }

    private static CreatableTopic topic(String name, int partitions) {
        return new CreatableTopic().setName(name).setNumPartitions(partitions).setReplicationFactor((short) 1);
    }
}
