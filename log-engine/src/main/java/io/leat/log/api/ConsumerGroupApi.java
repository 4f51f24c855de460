package io.leat.log.api;

import io.leat.log.broker.ConsumerGroups;
import io.leat.log.broker.GroupCoordinator;
import io.leat.log.broker.GroupCoordinator.Listed;
import io.leat.log.group.ConsumerGroup;
import io.leat.log.group.ConsumerHeartbeat;
import io.leat.log.group.IdPartition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.DescribedGroup;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.Member;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData.Assignment;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ConsumerGroupDescribeRequest;
import org.apache.kafka.common.requests.ConsumerGroupDescribeResponse;
import org.apache.kafka.common.requests.ConsumerGroupHeartbeatRequest;
import org.apache.kafka.common.requests.ConsumerGroupHeartbeatResponse;
import org.jspecify.annotations.Nullable;

/** ConsumerGroupHeartbeat and ConsumerGroupDescribe: membership by the consumer protocol (KIP-848). */
final class ConsumerGroupApi implements ApiFamily {
    /** How a member speaks, as ConsumerGroupDescribe says it: of the classic protocol, or of this one. */
    private static final byte CLASSIC = 0;

    private static final byte CONSUMER = 1;

    private final GroupCoordinator groups;
    private final ConsumerGroups consumers;
    private final TopicLookup topics;
    private final GroupGate gate;

    ConsumerGroupApi(GroupCoordinator groups, TopicLookup topics, Executor slow) {
        this.groups = groups;
        this.consumers = groups.consumers();
        this.topics = topics;
        this.gate = new GroupGate(groups, slow);
    }

    @Override
    public void serve(Routes routes) {
        routes.on(ApiKeys.CONSUMER_GROUP_HEARTBEAT, gate.before(Routes.now(this::heartbeat)))
                .on(ApiKeys.CONSUMER_GROUP_DESCRIBE, gate.before(Routes.now(this::describeAll)));
    }

    private AbstractResponse heartbeat(Call who, ConsumerGroupHeartbeatRequest request) {
        ConsumerGroupHeartbeatRequestData data = request.data();
        check(data, request.version());
        boolean unnamed = data.memberId().isEmpty();
        ConsumerHeartbeat words = new ConsumerHeartbeat(
                unnamed ? Uuid.randomUuid().toString() : data.memberId(),
                data.memberEpoch(),
                data.instanceId(),
                data.rackId(),
                who.clientId(),
                who.clientAddress.toString(),
                data.rebalanceTimeoutMs(),
                data.subscribedTopicNames() == null ? null : new HashSet<>(data.subscribedTopicNames()),
                data.subscribedTopicRegex(),
                data.serverAssignor(),
                owned(data));
        ConsumerGroup.Answer answer =
                consumers.heartbeat(data.groupId(), words, it -> who.mayTopic(AclOperation.DESCRIBE, it));
        Set<IdPartition> assignment = answer.assignment();
        return new ConsumerGroupHeartbeatResponse(new ConsumerGroupHeartbeatResponseData()
                .setMemberId(answer.memberId())
                .setMemberEpoch(answer.epoch())
                .setHeartbeatIntervalMs(consumers.heartbeatIntervalMs(data.groupId()))
                .setAssignment(assignment == null ? null : assignment(assignment)));
    }

    private static void check(ConsumerGroupHeartbeatRequestData data, short version) {
        require(!data.groupId().isEmpty(), "GroupId can't be empty.");
        boolean namesItself = version >= ConsumerGroupHeartbeatRequest.CONSUMER_GENERATED_MEMBER_ID_REQUIRED_VERSION;
        require(
                !data.memberId().isEmpty() || (!namesItself && data.memberEpoch() == ConsumerHeartbeat.JOIN),
                "MemberId can't be empty.");
        require(!"".equals(data.instanceId()), "InstanceId can't be empty.");
        require(!"".equals(data.rackId()), "RackId can't be empty.");
        require(
                data.memberEpoch() >= ConsumerHeartbeat.LEAVE_FOR_A_WHILE,
                "MemberEpoch is %d; the least is -2.".formatted(data.memberEpoch()));
        require(
                data.memberEpoch() != ConsumerHeartbeat.LEAVE_FOR_A_WHILE || data.instanceId() != null,
                "InstanceId can't be null for a member that leaves to come back.");
        if (data.memberEpoch() == ConsumerHeartbeat.JOIN) {
            require(data.rebalanceTimeoutMs() >= 0, "RebalanceTimeoutMs must be provided in first request.");
            require(
                    data.topicPartitions() != null && data.topicPartitions().isEmpty(),
                    "TopicPartitions must be empty when (re-)joining.");
            require(
                    data.subscribedTopicNames() != null || data.subscribedTopicRegex() != null,
                    "Either SubscribedTopicNames or SubscribedTopicRegex must be non-null when (re-)joining.");
        }
    }

    private static void require(boolean fulfilled, String rule) {
        if (!fulfilled) {
            throw new InvalidRequestException(rule);
        }
    }

    private static @Nullable Set<IdPartition> owned(ConsumerGroupHeartbeatRequestData data) {
        if (data.topicPartitions() == null) {
            return null;
        }
        Set<IdPartition> owned = new HashSet<>();
        data.topicPartitions()
                .forEach(topic -> topic.partitions().forEach(it -> owned.add(new IdPartition(topic.topicId(), it))));
        return owned;
    }

    private static Assignment assignment(Set<IdPartition> partitions) {
        List<ConsumerGroupHeartbeatResponseData.TopicPartitions> topics = new ArrayList<>();
        byTopic(partitions)
                .forEach((id, numbers) -> topics.add(new ConsumerGroupHeartbeatResponseData.TopicPartitions()
                        .setTopicId(id)
                        .setPartitions(List.copyOf(numbers))));
        return new Assignment().setTopicPartitions(topics);
    }

    private static Map<Uuid, Set<Integer>> byTopic(Set<IdPartition> partitions) {
        Map<Uuid, Set<Integer>> byTopic = new TreeMap<>();
        partitions.forEach(it ->
                byTopic.computeIfAbsent(it.topicId(), id -> new TreeSet<>()).add(it.partition()));
        return byTopic;
    }

    private AbstractResponse describeAll(Call who, ConsumerGroupDescribeRequest request) {
        ConsumerGroupDescribeResponseData data = new ConsumerGroupDescribeResponseData();
        for (String groupId : request.data().groupIds()) {
            DescribedGroup group = groups.look(groupId)
                    .flatMap(it -> it.consumers().map(view -> described(it, view)))
                    .orElseGet(() -> unknown(groupId));
            if (request.data().includeAuthorizedOperations()) {
                group.setAuthorizedOperations(GroupAdminApi.ALL_OPERATIONS);
            }
            data.groups().add(group);
        }
        return new ConsumerGroupDescribeResponse(data);
    }

    private static DescribedGroup unknown(String groupId) {
        return new DescribedGroup()
                .setGroupId(groupId)
                .setErrorCode(Errors.GROUP_ID_NOT_FOUND.code())
                .setErrorMessage("There is no group " + groupId + " of the consumer protocol.");
    }

    private DescribedGroup described(Listed group, ConsumerGroup.View view) {
        return new DescribedGroup()
                .setGroupId(group.groupId())
                .setGroupState(group.state())
                .setGroupEpoch(view.epoch())
                .setAssignmentEpoch(view.targetEpoch())
                .setAssignorName(view.assignor())
                .setMembers(view.members().stream().map(this::described).toList());
    }

    private Member described(ConsumerGroup.Viewed viewed) {
        return new Member()
                .setMemberId(viewed.member().memberId())
                .setInstanceId(viewed.member().instanceId())
                .setRackId(viewed.member().rackId())
                .setMemberEpoch(viewed.epoch())
                .setClientId(viewed.member().clientId())
                .setClientHost(viewed.member().clientHost())
                .setSubscribedTopicNames(
                        List.copyOf(new TreeSet<>(viewed.member().topics())))
                .setSubscribedTopicRegex(
                        Objects.requireNonNullElse(viewed.member().regex(), ""))
                .setAssignment(named(viewed.assigned()))
                .setTargetAssignment(named(viewed.target()))
                .setMemberType(viewed.member().classic() == null ? CONSUMER : CLASSIC);
    }

    private ConsumerGroupDescribeResponseData.Assignment named(Set<IdPartition> partitions) {
        List<ConsumerGroupDescribeResponseData.TopicPartitions> found = new ArrayList<>();
        byTopic(partitions)
                .forEach((id, numbers) -> topics.find(id)
                        .ifPresent(topic -> found.add(new ConsumerGroupDescribeResponseData.TopicPartitions()
                                .setTopicId(id)
                                .setTopicName(topic.name())
                                .setPartitions(List.copyOf(numbers)))));
        return new ConsumerGroupDescribeResponseData.Assignment().setTopicPartitions(found);
    }
}
