package io.leat.log.api;

import static org.apache.kafka.common.acl.AclOperation.ALTER;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import io.leat.log.broker.Broker;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.message.CreatePartitionsResponseData.CreatePartitionsTopicResult;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsPartitionResult;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsPartitionResultCollection;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsTopicResult;
import org.apache.kafka.common.message.DeleteTopicsResponseData.DeletableTopicResult;
import org.apache.kafka.common.message.DescribeProducersRequestData.TopicRequest;
import org.apache.kafka.common.message.DescribeProducersResponseData;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponseTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsTopicResponse;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.EpochEndOffset;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.OffsetForLeaderTopicResult;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.CreatePartitionsRequest;
import org.apache.kafka.common.requests.CreatePartitionsResponse;
import org.apache.kafka.common.requests.CreateTopicsRequest;
import org.apache.kafka.common.requests.CreateTopicsResponse;
import org.apache.kafka.common.requests.DeleteRecordsRequest;
import org.apache.kafka.common.requests.DeleteRecordsResponse;
import org.apache.kafka.common.requests.DeleteTopicsRequest;
import org.apache.kafka.common.requests.DeleteTopicsResponse;
import org.apache.kafka.common.requests.DescribeProducersRequest;
import org.apache.kafka.common.requests.DescribeProducersResponse;
import org.apache.kafka.common.requests.DescribeTopicPartitionsRequest;
import org.apache.kafka.common.requests.DescribeTopicPartitionsResponse;
import org.apache.kafka.common.requests.FetchRequest;
import org.apache.kafka.common.requests.ListOffsetsRequest;
import org.apache.kafka.common.requests.ListOffsetsResponse;
import org.apache.kafka.common.requests.OffsetsForLeaderEpochRequest;
import org.apache.kafka.common.requests.OffsetsForLeaderEpochResponse;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.ProduceResponse;
import org.apache.kafka.common.requests.RequestUtils;

/** What APIs about topics and their records ask of the ACLs. */
final class TopicChecks {
    private static final short REFUSED = Errors.TOPIC_AUTHORIZATION_FAILED.code();
    private static final String REFUSED_MESSAGE = Errors.TOPIC_AUTHORIZATION_FAILED.message();

    private final Checks checks;
    private final MetadataCheck metadata;

    TopicChecks(Checks checks, Broker broker) {
        this.checks = checks;
        this.metadata = new MetadataCheck(checks, broker);
    }

    void enter() {
        checks.on(ApiKeys.PRODUCE, this::produce)
                .<FetchRequest>on(ApiKeys.FETCH, (who, request) -> Check.AS_IT_IS) // Each look of a fetch asks anew.
                .on(ApiKeys.LIST_OFFSETS, this::listOffsets)
                .on(ApiKeys.OFFSET_FOR_LEADER_EPOCH, this::epochEnds)
                .on(ApiKeys.METADATA, metadata)
                .on(ApiKeys.DESCRIBE_TOPIC_PARTITIONS, this::describePartitions)
                .on(ApiKeys.DESCRIBE_PRODUCERS, this::describeProducers)
                .on(ApiKeys.CREATE_TOPICS, this::create)
                .on(ApiKeys.DELETE_TOPICS, this::delete)
                .on(ApiKeys.DELETE_RECORDS, this::deleteRecords)
                .on(ApiKeys.CREATE_PARTITIONS, this::createPartitions);
    }

    private UnaryOperator<AbstractResponse> produce(Call who, ProduceRequest request) {
        String transactionalId = request.transactionalId();
        if (RequestUtils.hasTransactionalRecords(request)
                && (transactionalId == null || !who.mayTransact(WRITE, transactionalId))) {
            throw new TransactionalIdAuthorizationException(
                    "%s may not write with the transactional.id %s.".formatted(who.principal, transactionalId));
        }
        var refused = checks.refuse(who, WRITE, request.data().topicData(), it -> it.name(), it -> it.topicId());
        return response -> {
            refused.forEach(topic -> ((ProduceResponse) response)
                    .data()
                    .responses()
                    .add(new TopicProduceResponse()
                            .setName(topic.name())
                            .setTopicId(topic.topicId())
                            .setPartitionResponses(topic.partitionData().stream()
                                    .map(it -> new PartitionProduceResponse()
                                            .setIndex(it.index())
                                            .setErrorCode(REFUSED)
                                            .setErrorMessage(REFUSED_MESSAGE)
                                            .setBaseOffset(ProduceResponse.INVALID_OFFSET))
                                    .collect(Collectors.toList()))));
            return response;
        };
    }

    private UnaryOperator<AbstractResponse> listOffsets(Call who, ListOffsetsRequest request) {
        var refused = checks.refuse(who, DESCRIBE, request.data().topics(), it -> it.name());
        return response -> {
            refused.forEach(topic -> ((ListOffsetsResponse) response)
                    .data()
                    .topics()
                    .add(new ListOffsetsTopicResponse()
                            .setName(topic.name())
                            .setPartitions(topic.partitions().stream()
                                    .map(it -> new ListOffsetsPartitionResponse()
                                            .setPartitionIndex(it.partitionIndex())
                                            .setErrorCode(REFUSED)
                                            .setTimestamp(ListOffsetsResponse.UNKNOWN_TIMESTAMP)
                                            .setOffset(ListOffsetsResponse.UNKNOWN_OFFSET))
                                    .collect(Collectors.toList()))));
            return response;
        };
    }

    private UnaryOperator<AbstractResponse> epochEnds(Call who, OffsetsForLeaderEpochRequest request) {
        if (who.mayCluster(org.apache.kafka.common.acl.AclOperation.CLUSTER_ACTION)) {
            return Check.AS_IT_IS;
        }
        var refused = checks.refuse(who, DESCRIBE, request.data().topics(), it -> it.topic());
        return response -> {
            refused.forEach(topic -> ((OffsetsForLeaderEpochResponse) response)
                    .data()
                    .topics()
                    .add(new OffsetForLeaderTopicResult()
                            .setTopic(topic.topic())
                            .setPartitions(topic.partitions().stream()
                                    .map(it -> new EpochEndOffset()
                                            .setPartition(it.partition())
                                            .setErrorCode(REFUSED))
                                    .collect(Collectors.toList()))));
            return response;
        };
    }

    private UnaryOperator<AbstractResponse> describePartitions(Call who, DescribeTopicPartitionsRequest request) {
        boolean all = request.data().topics().isEmpty();
        var refused = checks.refuse(who, DESCRIBE, request.data().topics(), it -> it.name());
        boolean none = !all && request.data().topics().isEmpty(); // What the handler takes for all.
        return response -> {
            var topics = ((DescribeTopicPartitionsResponse) response).data().topics();
            topics.removeIf(it -> none || (it.name() != null && !who.mayTopic(DESCRIBE, it.name())));
            if (none) {
                ((DescribeTopicPartitionsResponse) response).data().setNextCursor(null);
            }
            refused.forEach(it -> topics.add(new DescribeTopicPartitionsResponseTopic()
                    .setErrorCode(REFUSED)
                    .setName(it.name())
                    .setTopicId(Uuid.ZERO_UUID)
                    .setPartitions(List.of())));
            return response;
        };
    }

    private UnaryOperator<AbstractResponse> describeProducers(Call who, DescribeProducersRequest request) {
        List<TopicRequest> refused = checks.refuse(who, READ, request.data().topics(), it -> it.name());
        return response -> {
            refused.forEach(topic -> ((DescribeProducersResponse) response)
                    .data()
                    .topics()
                    .add(new DescribeProducersResponseData.TopicResponse()
                            .setName(topic.name())
                            .setPartitions(topic.partitionIndexes().stream()
                                    .map(it -> new DescribeProducersResponseData.PartitionResponse()
                                            .setPartitionIndex(it)
                                            .setErrorCode(REFUSED)
                                            .setErrorMessage(REFUSED_MESSAGE))
                                    .collect(Collectors.toList()))));
            return response;
        };
    }

    private UnaryOperator<AbstractResponse> create(Call who, CreateTopicsRequest request) {
        List<CreatableTopic> refused = who.mayCluster(CREATE)
                ? new ArrayList<>()
                : checks.refuse(who, CREATE, request.data().topics(), it -> it.name());
        Set<String> names = new HashSet<>();
        refused.removeIf(it -> !names.add(it.name()));
        return response -> {
            var topics = ((CreateTopicsResponse) response).data().topics();
            topics.forEach(it -> {
                if (it.errorCode() == Errors.NONE.code() && !who.mayTopic(DESCRIBE_CONFIGS, it.name())) {
                    it.setTopicConfigErrorCode(REFUSED)
                            .setConfigs(new ArrayList<>())
                            .setNumPartitions(-1)
                            .setReplicationFactor((short) -1);
                }
            });
            refused.forEach(it -> topics.add(new CreatableTopicResult()
                    .setName(it.name())
                    .setErrorCode(REFUSED)
                    .setErrorMessage("Authorization failed.")));
            return response;
        };
    }

    private UnaryOperator<AbstractResponse> delete(Call who, DeleteTopicsRequest request) {
        if (who.mayCluster(DELETE)) {
            return Check.AS_IT_IS;
        }
        List<DeletableTopicResult> refused = new ArrayList<>();
        Checks.takeOut(request.data().topics(), it -> {
            boolean byId = it.name() == null;
            String name = checks.name(it.name(), it.topicId());
            if (name == null || who.mayTopic(DELETE, name)) {
                return true;
            }
            if (!byId && who.mayTopic(DESCRIBE, name) && !checks.isThere(name)) {
                return true;
            }
            refused.add(new DeletableTopicResult()
                    .setName(byId && !who.mayTopic(DESCRIBE, name) ? null : name)
                    .setTopicId(it.topicId())
                    .setErrorCode(REFUSED)
                    .setErrorMessage(REFUSED_MESSAGE));
            return false;
        });
        Checks.takeOut(request.data().topicNames(), name -> {
            if (who.mayTopic(DELETE, name) || (who.mayTopic(DESCRIBE, name) && !checks.isThere(name))) {
                return true;
            }
            refused.add(new DeletableTopicResult()
                    .setName(name)
                    .setErrorCode(REFUSED)
                    .setErrorMessage(REFUSED_MESSAGE));
            return false;
        });
        return response -> {
            refused.forEach(
                    it -> ((DeleteTopicsResponse) response).data().responses().add(it));
            return response;
        };
    }

    private UnaryOperator<AbstractResponse> deleteRecords(Call who, DeleteRecordsRequest request) {
        var refused = checks.refuse(who, DELETE, request.data().topics(), it -> it.name());
        return response -> {
            refused.forEach(topic -> {
                var partitions = new DeleteRecordsPartitionResultCollection();
                topic.partitions()
                        .forEach(it -> partitions.add(new DeleteRecordsPartitionResult()
                                .setPartitionIndex(it.partitionIndex())
                                .setLowWatermark(DeleteRecordsResponse.INVALID_LOW_WATERMARK)
                                .setErrorCode(REFUSED)));
                ((DeleteRecordsResponse) response)
                        .data()
                        .topics()
                        .add(new DeleteRecordsTopicResult()
                                .setName(topic.name())
                                .setPartitions(partitions));
            });
            return response;
        };
    }

    private UnaryOperator<AbstractResponse> createPartitions(Call who, CreatePartitionsRequest request) {
        var refused = checks.refuse(who, ALTER, request.data().topics(), it -> it.name());
        return response -> {
            refused.forEach(it -> ((CreatePartitionsResponse) response)
                    .data()
                    .results()
                    .add(new CreatePartitionsTopicResult()
                            .setName(it.name())
                            .setErrorCode(REFUSED)
                            .setErrorMessage(null)));
            return response;
        };
    }
}
