package io.leat.log.api;

import io.leat.log.broker.Broker;
import io.leat.log.broker.Topic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.Cursor;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponsePartition;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponseTopic;
import org.apache.kafka.common.message.ElectLeadersRequestData.TopicPartitions;
import org.apache.kafka.common.message.ElectLeadersResponseData.PartitionResult;
import org.apache.kafka.common.message.ElectLeadersResponseData.ReplicaElectionResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.DescribeTopicPartitionsRequest;
import org.apache.kafka.common.requests.DescribeTopicPartitionsResponse;
import org.apache.kafka.common.requests.ElectLeadersRequest;
import org.apache.kafka.common.requests.ElectLeadersResponse;
import org.apache.kafka.common.requests.MetadataResponse;

/** DescribeTopicPartitions, page by page, and ElectLeaders, which never has anything to do: one node leads all there is. */
final class PartitionsApi implements ApiFamily {
    /** Partitions in one answer at most, as Kafka's {@code max.request.partition.size.limit}. */
    private static final int MOST = 2000;

    private final Broker broker;

    PartitionsApi(Broker broker) {
        this.broker = broker;
    }

    @Override
    public void serve(Routes routes) {
        routes.onNow(ApiKeys.DESCRIBE_TOPIC_PARTITIONS, this::describe);
        routes.onNow(ApiKeys.ELECT_LEADERS, this::elect);
    }

    private AbstractResponse describe(Call who, DescribeTopicPartitionsRequest request) {
        DescribeTopicPartitionsRequestData asked = request.data();
        int limit = Math.min(MOST, asked.responsePartitionLimit());
        if (limit < 1) {
            throw new InvalidRequestException(
                    "ResponsePartitionLimit is %d; it must be positive".formatted(asked.responsePartitionLimit()));
        }
        String from = asked.cursor() == null ? "" : asked.cursor().topicName();
        int first = asked.cursor() == null ? 0 : asked.cursor().partitionIndex();
        if (first < 0) {
            throw new InvalidRequestException(
                    "DescribeTopicPartitionsRequest cursor partition must be valid: " + first);
        }
        DescribeTopicPartitionsResponseData response = new DescribeTopicPartitionsResponseData();
        int room = limit;
        for (String name : names(asked).tailSet(from, true)) {
            int begin = name.equals(from) ? first : 0;
            if (room == 0) {
                response.setNextCursor(new Cursor().setTopicName(name).setPartitionIndex(begin));
                break;
            }
            Topic topic = broker.topics().find(name).orElse(null);
            if (topic == null) {
                if (!asked.topics().isEmpty()) { // Else it was deleted a moment ago.
                    response.topics().add(unknown(name));
                }
                continue;
            }
            int end = (int) Math.min(topic.partitions(), (long) begin + room);
            response.topics().add(known(topic, begin, end));
            room -= Math.max(0, end - begin);
            if (end < topic.partitions()) {
                response.setNextCursor(new Cursor().setTopicName(name).setPartitionIndex(end));
                break;
            }
        }
        response.topics().forEach(it -> it.setTopicAuthorizedOperations(MetadataCheck.operations(who, it.name())));
        return new DescribeTopicPartitionsResponse(response);
    }

    private NavigableSet<String> names(DescribeTopicPartitionsRequestData asked) {
        TreeSet<String> names = new TreeSet<>();
        asked.topics().forEach(it -> names.add(it.name()));
        if (names.isEmpty()) {
            broker.topics().all().forEach(it -> names.add(it.name()));
        }
        return names;
    }

    private static DescribeTopicPartitionsResponseTopic unknown(String name) {
        Errors error = Errors.UNKNOWN_TOPIC_OR_PARTITION;
        try {
            org.apache.kafka.common.internals.Topic.validate(name);
        } catch (InvalidTopicException e) {
            error = Errors.INVALID_TOPIC_EXCEPTION;
        }
        return new DescribeTopicPartitionsResponseTopic().setName(name).setErrorCode(error.code());
    }

    private DescribeTopicPartitionsResponseTopic known(Topic topic, int begin, int end) {
        List<DescribeTopicPartitionsResponsePartition> partitions = new ArrayList<>();
        for (int number = begin; number < end; number++) {
            partitions.add(partition(new TopicPartition(topic.name(), number)));
        }
        return new DescribeTopicPartitionsResponseTopic()
                .setName(topic.name())
                .setTopicId(topic.id())
                .setIsInternal(topic.internal())
                .setPartitions(partitions);
    }

    private DescribeTopicPartitionsResponsePartition partition(TopicPartition name) {
        List<Integer> here = List.of(broker.nodeId());
        DescribeTopicPartitionsResponsePartition partition = new DescribeTopicPartitionsResponsePartition()
                .setPartitionIndex(name.partition())
                .setReplicaNodes(here)
                .setIsrNodes(here)
                .setEligibleLeaderReplicas(List.of())
                .setLastKnownElr(List.of());
        try {
            return partition
                    .setLeaderId(broker.nodeId())
                    .setLeaderEpoch(broker.partition(name).log().leaderEpoch());
        } catch (RuntimeException e) { // Its log directory failed, or it is being deleted.
            return partition
                    .setErrorCode(Errors.LEADER_NOT_AVAILABLE.code())
                    .setLeaderId(MetadataResponse.NO_LEADER_ID)
                    .setOfflineReplicas(here);
        }
    }

    private AbstractResponse elect(Call who, ElectLeadersRequest request) {
        Map<String, ReplicaElectionResult> results = new LinkedHashMap<>();
        if (request.data().topicPartitions() != null) { // Of all partitions there is none that needs one.
            for (TopicPartitions topic : request.data().topicPartitions()) {
                for (int partition : topic.partitions()) {
                    results.computeIfAbsent(topic.topic(), it -> new ReplicaElectionResult().setTopic(it))
                            .partitionResult()
                            .add(election(topic.topic(), partition));
                }
            }
        }
        return new ElectLeadersResponse(0, Errors.NONE.code(), sorted(results.values()), request.version());
    }

    private static List<ReplicaElectionResult> sorted(Collection<ReplicaElectionResult> results) {
        return results.stream()
                .sorted(Comparator.comparing(ReplicaElectionResult::topic))
                .toList();
    }

    private PartitionResult election(String topic, int partition) {
        PartitionResult result = new PartitionResult().setPartitionId(partition);
        Topic found = broker.topics().find(topic).orElse(null);
        if (found == null) {
            return result.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code())
                    .setErrorMessage("No such topic as " + topic);
        }
        if (partition < 0 || partition >= found.partitions()) {
            return result.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code())
                    .setErrorMessage("No such partition as " + new TopicPartition(topic, partition));
        }
        return result.setErrorCode(Errors.ELECTION_NOT_NEEDED.code())
                .setErrorMessage(Errors.ELECTION_NOT_NEEDED.message());
    }
}
