package io.leat.log.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DescribeProducersRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.requests.AbstractRequest;

/**
 * Requests about topics that are there ({@code seen}, {@code other}) and one that is not, the group {@code group}, the transactional id
 * {@code tx} and the cluster, each harmless when it is allowed. Those about groups, transactions and the cluster are in neighbours.
 */
final class AuthorizedRequests {
    static final List<String> TOPICS = List.of("seen", "other", "missing");

    /** A request as it goes over the wire. */
    record Asked(String name, ApiKeys key, short version, ApiMessage data) {
        /** Read anew each time: handlers keep parts of what they are given. */
        AbstractRequest request() {
            return AbstractRequest.parseRequest(key, version, MessageUtil.toByteBufferAccessor(data, version)).request;
        }

        @Override
        public String toString() {
            return name + " (" + key + " " + version + ")";
        }
    }

    private final List<Asked> all = new ArrayList<>();
    private final Map<String, Uuid> ids;

    private AuthorizedRequests(Map<String, Uuid> ids) {
        this.ids = ids;
    }

    /** All of them, for a broker whose topics have these ids. */
    static List<Asked> all(Map<String, Uuid> ids) {
        AuthorizedRequests requests = new AuthorizedRequests(ids);
        requests.records();
        requests.metadata();
        requests.topics();
        AuthorizedGroupRequests.add(requests::ask, ids);
        AuthorizedClusterRequests.add(requests::ask);
        return requests.all;
    }

    /** Takes one more request. */
    interface Taker {
        void ask(String name, ApiKeys key, int version, ApiMessage data);
    }

    private void ask(String name, ApiKeys key, int version, ApiMessage data) {
        all.add(new Asked(name, key, (short) version, data));
    }

    static <T> List<T> each(List<String> names, Function<String, T> one) {
        return new ArrayList<>(names.stream().map(one).toList());
    }

    private void records() {
        for (int version : new int[] {9, 13}) {
            ProduceRequestData produce =
                    new ProduceRequestData().setAcks((short) 1).setTimeoutMs(1000);
            TOPICS.forEach(it -> produce.topicData()
                    .add(new ProduceRequestData.TopicProduceData()
                            .setName(version < 13 ? it : "")
                            .setTopicId(version < 13 ? Uuid.ZERO_UUID : id(it))
                            .setPartitionData(List.of(new ProduceRequestData.PartitionProduceData()
                                    .setIndex(0)
                                    .setRecords(records(it))))));
            ask("Produce", ApiKeys.PRODUCE, version, produce);
            ask("Produce by tx", ApiKeys.PRODUCE, version, produce.duplicate().setTransactionalId("tx"));
            ProduceRequestData transactional = produce.duplicate();
            transactional.topicData().forEach(it -> it.partitionData().get(0).setRecords(transactionalRecords()));
            ask("Produce in no transaction", ApiKeys.PRODUCE, version, transactional);
            ask(
                    "Produce in tx",
                    ApiKeys.PRODUCE,
                    version,
                    transactional.duplicate().setTransactionalId("tx"));
            ask(
                    "Fetch",
                    ApiKeys.FETCH,
                    version == 9 ? 12 : 17,
                    new FetchRequestData()
                            .setMaxBytes(10_000)
                            .setSessionEpoch(-1)
                            .setTopics(each(
                                    TOPICS,
                                    it -> new FetchRequestData.FetchTopic()
                                            .setTopic(version == 9 ? it : "")
                                            .setTopicId(version == 9 ? Uuid.ZERO_UUID : id(it))
                                            .setPartitions(List.of(new FetchRequestData.FetchPartition()
                                                    .setPartition(0)
                                                    .setPartitionMaxBytes(1000))))));
        }
        ask(
                "ListOffsets",
                ApiKeys.LIST_OFFSETS,
                7,
                new ListOffsetsRequestData()
                        .setReplicaId(-1)
                        .setTopics(each(
                                TOPICS,
                                it -> new ListOffsetsRequestData.ListOffsetsTopic()
                                        .setName(it)
                                        .setPartitions(List.of(
                                                new ListOffsetsRequestData.ListOffsetsPartition().setTimestamp(-1))))));
        OffsetForLeaderEpochRequestData epochs = new OffsetForLeaderEpochRequestData();
        TOPICS.forEach(it -> epochs.topics()
                .add(new OffsetForLeaderEpochRequestData.OffsetForLeaderTopic()
                        .setTopic(it)
                        .setPartitions(List.of(new OffsetForLeaderEpochRequestData.OffsetForLeaderPartition()))));
        ask("OffsetForLeaderEpoch", ApiKeys.OFFSET_FOR_LEADER_EPOCH, 4, epochs);
        ask(
                "DeleteRecords",
                ApiKeys.DELETE_RECORDS,
                2,
                new DeleteRecordsRequestData()
                        .setTimeoutMs(1000)
                        .setTopics(each(
                                TOPICS,
                                it -> new DeleteRecordsRequestData.DeleteRecordsTopic()
                                        .setName(it)
                                        .setPartitions(List.of(
                                                new DeleteRecordsRequestData.DeleteRecordsPartition().setOffset(0))))));
        ask(
                "DescribeProducers",
                ApiKeys.DESCRIBE_PRODUCERS,
                0,
                new DescribeProducersRequestData()
                        .setTopics(each(
                                TOPICS,
                                it -> new DescribeProducersRequestData.TopicRequest()
                                        .setName(it)
                                        .setPartitionIndexes(List.of(0)))));
    }

    private static MemoryRecords records(String value) {
        return MemoryRecords.withRecords(Compression.NONE, new SimpleRecord(value.getBytes(UTF_8)));
    }

    /** Of a producer that nobody knows. */
    private static MemoryRecords transactionalRecords() {
        return MemoryRecords.withTransactionalRecords(
                Compression.NONE, 99_999, (short) 0, 0, new SimpleRecord("x".getBytes(UTF_8)));
    }

    private void metadata() {
        for (int version : new int[] {0, 9, 12, 13}) {
            MetadataRequestData names = new MetadataRequestData()
                    .setTopics(each(TOPICS, it -> new MetadataRequestData.MetadataRequestTopic().setName(it)));
            ask(
                    "Metadata of names",
                    ApiKeys.METADATA,
                    version,
                    version < 4 ? onlyThere() : names.setAllowAutoTopicCreation(false));
            ask(
                    "Metadata of all",
                    ApiKeys.METADATA,
                    version,
                    new MetadataRequestData().setTopics(version == 0 ? List.of() : null));
        }
        ask(
                "Metadata of ids",
                ApiKeys.METADATA,
                12,
                new MetadataRequestData()
                        .setAllowAutoTopicCreation(false)
                        .setTopics(each(
                                TOPICS,
                                it -> new MetadataRequestData.MetadataRequestTopic()
                                        .setName(null)
                                        .setTopicId(id(it)))));
        ask(
                "Metadata that creates",
                ApiKeys.METADATA,
                12,
                new MetadataRequestData()
                        .setTopics(each(
                                List.of("no name", "missing is not a name"),
                                it -> new MetadataRequestData.MetadataRequestTopic().setName(it))));
        for (int version : new int[] {8, 10}) {
            ask(
                    "Metadata with permissions",
                    ApiKeys.METADATA,
                    version,
                    new MetadataRequestData()
                            .setAllowAutoTopicCreation(false)
                            .setIncludeClusterAuthorizedOperations(true)
                            .setIncludeTopicAuthorizedOperations(true)
                            .setTopics(each(TOPICS, it -> new MetadataRequestData.MetadataRequestTopic().setName(it))));
        }
        ask(
                "DescribeTopicPartitions",
                ApiKeys.DESCRIBE_TOPIC_PARTITIONS,
                0,
                new DescribeTopicPartitionsRequestData()
                        .setTopics(
                                each(TOPICS, it -> new DescribeTopicPartitionsRequestData.TopicRequest().setName(it))));
        ask(
                "DescribeTopicPartitions of all",
                ApiKeys.DESCRIBE_TOPIC_PARTITIONS,
                0,
                new DescribeTopicPartitionsRequestData());
    }

    private static MetadataRequestData onlyThere() {
        return new MetadataRequestData()
                .setTopics(each(
                        List.of("seen", "other"), it -> new MetadataRequestData.MetadataRequestTopic().setName(it)));
    }

    private void topics() {
        CreateTopicsRequestData creation = new CreateTopicsRequestData().setValidateOnly(true);
        List.of("seen", "missing")
                .forEach(it -> creation.topics()
                        .add(new CreateTopicsRequestData.CreatableTopic()
                                .setName(it)
                                .setNumPartitions(1)
                                .setReplicationFactor((short) 1)));
        ask("CreateTopics", ApiKeys.CREATE_TOPICS, 7, creation);
        ask(
                "DeleteTopics by name",
                ApiKeys.DELETE_TOPICS,
                5,
                new DeleteTopicsRequestData().setTimeoutMs(1000).setTopicNames(List.of("missing", "erasable")));
        ask(
                "DeleteTopics by id",
                ApiKeys.DELETE_TOPICS,
                6,
                new DeleteTopicsRequestData()
                        .setTimeoutMs(1000)
                        .setTopics(each(
                                List.of("missing", "deletable"),
                                it -> new DeleteTopicsRequestData.DeleteTopicState()
                                        .setName(null)
                                        .setTopicId(id(it)))));
        CreatePartitionsRequestData partitions =
                new CreatePartitionsRequestData().setValidateOnly(true).setTimeoutMs(10_000);
        TOPICS.forEach(it -> partitions
                .topics()
                .add(new CreatePartitionsRequestData.CreatePartitionsTopic()
                        .setName(it)
                        .setCount(3)
                        .setAssignments(null)));
        ask("CreatePartitions", ApiKeys.CREATE_PARTITIONS, 3, partitions);
    }

    /** The id, one that nothing has if the topic is not there. */
    private Uuid id(String topic) {
        return ids.getOrDefault(topic, new Uuid(1, 1));
    }
}
