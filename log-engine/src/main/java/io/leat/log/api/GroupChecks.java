package io.leat.log.api;

import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.READ;

import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResult;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponsePartition;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponseTopic;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponsePartition;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponsePartitionCollection;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ConsumerGroupDescribeRequest;
import org.apache.kafka.common.requests.ConsumerGroupDescribeResponse;
import org.apache.kafka.common.requests.ConsumerGroupHeartbeatRequest;
import org.apache.kafka.common.requests.DeleteGroupsRequest;
import org.apache.kafka.common.requests.DeleteGroupsResponse;
import org.apache.kafka.common.requests.DescribeGroupsRequest;
import org.apache.kafka.common.requests.DescribeGroupsResponse;
import org.apache.kafka.common.requests.HeartbeatRequest;
import org.apache.kafka.common.requests.JoinGroupRequest;
import org.apache.kafka.common.requests.LeaveGroupRequest;
import org.apache.kafka.common.requests.ListGroupsRequest;
import org.apache.kafka.common.requests.ListGroupsResponse;
import org.apache.kafka.common.requests.OffsetCommitRequest;
import org.apache.kafka.common.requests.OffsetCommitResponse;
import org.apache.kafka.common.requests.OffsetDeleteRequest;
import org.apache.kafka.common.requests.OffsetDeleteResponse;
import org.apache.kafka.common.requests.SyncGroupRequest;

/** What APIs about groups and their offsets ask of the ACLs. */
final class GroupChecks {
    private static final short GROUP_REFUSED = Errors.GROUP_AUTHORIZATION_FAILED.code();
    private static final short TOPIC_REFUSED = Errors.TOPIC_AUTHORIZATION_FAILED.code();

    private final Checks checks;

    GroupChecks(Checks checks) {
        this.checks = checks;
    }

    void enter() {
        checks.on(ApiKeys.JOIN_GROUP, member((JoinGroupRequest it) -> it.data().groupId()))
                .on(
                        ApiKeys.SYNC_GROUP,
                        member((SyncGroupRequest it) -> it.data().groupId()))
                .on(ApiKeys.HEARTBEAT, member((HeartbeatRequest it) -> it.data().groupId()))
                .on(
                        ApiKeys.LEAVE_GROUP,
                        member((LeaveGroupRequest it) -> it.data().groupId()))
                .on(ApiKeys.CONSUMER_GROUP_HEARTBEAT, GroupChecks::heartbeat)
                .on(ApiKeys.CONSUMER_GROUP_DESCRIBE, GroupChecks::describeConsumers)
                .on(ApiKeys.DESCRIBE_GROUPS, GroupChecks::describe)
                .on(ApiKeys.LIST_GROUPS, GroupChecks::list)
                .on(ApiKeys.DELETE_GROUPS, GroupChecks::delete)
                .on(ApiKeys.OFFSET_COMMIT, this::commit)
                .on(ApiKeys.OFFSET_FETCH, new OffsetFetchCheck(checks))
                .on(ApiKeys.OFFSET_DELETE, this::deleteOffsets);
    }

    private static <Q extends AbstractRequest> Check<Q> member(Function<Q, String> group) {
        return (who, request) -> {
            require(who, READ, group.apply(request));
            return Check.AS_IT_IS;
        };
    }

    /** Refuses who may not do {@code operation} to the group. */
    static void require(Call who, AclOperation operation, String group) {
        if (!who.mayGroup(operation, group)) {
            throw GroupAuthorizationException.forGroupId(group);
        }
    }

    private static UnaryOperator<AbstractResponse> heartbeat(Call who, ConsumerGroupHeartbeatRequest request) {
        require(who, READ, request.data().groupId());
        List<String> topics = request.data().subscribedTopicNames();
        if (topics != null && !topics.stream().allMatch(it -> who.mayTopic(DESCRIBE, it))) {
            throw new TopicAuthorizationException(Errors.TOPIC_AUTHORIZATION_FAILED.message());
        }
        return Check.AS_IT_IS;
    }

    private static UnaryOperator<AbstractResponse> describeConsumers(Call who, ConsumerGroupDescribeRequest request) {
        List<String> refused = Checks.takeOut(request.data().groupIds(), it -> who.mayGroup(DESCRIBE, it));
        return response -> {
            var groups = ((ConsumerGroupDescribeResponse) response).data().groups();
            groups.forEach(it -> {
                if (it.errorCode() == Errors.NONE.code() && !seesTopics(who, it)) {
                    it.setErrorCode(TOPIC_REFUSED)
                            .setErrorMessage(
                                    "The group has described topic(s) that the client is not authorized to describe.")
                            .setMembers(List.of());
                }
                boolean told = it.errorCode() == Errors.NONE.code();
                if (request.data().includeAuthorizedOperations()) {
                    it.setAuthorizedOperations(
                            told ? MetadataCheck.groupOperations(who, it.groupId()) : Integer.MIN_VALUE);
                }
            });
            refused.forEach(it -> groups.add(new ConsumerGroupDescribeResponseData.DescribedGroup()
                    .setGroupId(it)
                    .setErrorCode(GROUP_REFUSED)
                    .setErrorMessage(Errors.GROUP_AUTHORIZATION_FAILED.message())));
            return response;
        };
    }

    private static boolean seesTopics(Call who, ConsumerGroupDescribeResponseData.DescribedGroup group) {
        return group.members().stream()
                .flatMap(it -> Stream.of(it.assignment(), it.targetAssignment()))
                .flatMap(it -> it.topicPartitions().stream())
                .allMatch(it -> who.mayTopic(DESCRIBE, it.topicName()));
    }

    private static UnaryOperator<AbstractResponse> describe(Call who, DescribeGroupsRequest request) {
        List<String> refused = Checks.takeOut(request.data().groups(), it -> who.mayGroup(DESCRIBE, it));
        return response -> {
            var groups = ((DescribeGroupsResponse) response).data().groups();
            if (request.data().includeAuthorizedOperations()) {
                groups.forEach(it -> it.setAuthorizedOperations(MetadataCheck.groupOperations(who, it.groupId())));
            }
            refused.forEach(it -> groups.add(new DescribeGroupsResponseData.DescribedGroup()
                    .setGroupId(it)
                    .setErrorCode(GROUP_REFUSED)));
            return response;
        };
    }

    private static UnaryOperator<AbstractResponse> list(Call who, ListGroupsRequest request) {
        return response -> who.mayCluster(DESCRIBE)
                ? response
                : new ListGroupsResponse(((ListGroupsResponse) response)
                        .data()
                        .duplicate()
                        .setGroups(((ListGroupsResponse) response)
                                .data().groups().stream()
                                        .filter(it -> who.mayGroup(DESCRIBE, it.groupId()))
                                        .toList()));
    }

    private static UnaryOperator<AbstractResponse> delete(Call who, DeleteGroupsRequest request) {
        List<String> refused = Checks.takeOut(request.data().groupsNames(), it -> who.mayGroup(DELETE, it));
        return response -> {
            refused.stream()
                    .distinct()
                    .forEach(it -> ((DeleteGroupsResponse) response)
                            .data()
                            .results()
                            .add(new DeletableGroupResult().setGroupId(it).setErrorCode(GROUP_REFUSED)));
            return response;
        };
    }

    private UnaryOperator<AbstractResponse> commit(Call who, OffsetCommitRequest request) {
        require(who, READ, request.data().groupId());
        var refused = checks.refuse(who, READ, request.data().topics(), it -> it.name(), it -> it.topicId());
        return response -> {
            refused.forEach(topic -> ((OffsetCommitResponse) response)
                    .data()
                    .topics()
                    .add(new OffsetCommitResponseTopic()
                            .setName(topic.name())
                            .setTopicId(topic.topicId())
                            .setPartitions(topic.partitions().stream()
                                    .map(it -> new OffsetCommitResponsePartition()
                                            .setPartitionIndex(it.partitionIndex())
                                            .setErrorCode(TOPIC_REFUSED))
                                    .toList())));
            return response;
        };
    }

    private UnaryOperator<AbstractResponse> deleteOffsets(Call who, OffsetDeleteRequest request) {
        require(who, DELETE, request.data().groupId());
        var refused = checks.refuse(who, READ, request.data().topics(), it -> it.name());
        return response -> {
            refused.forEach(topic -> {
                var partitions = new OffsetDeleteResponsePartitionCollection();
                topic.partitions()
                        .forEach(it -> partitions.add(new OffsetDeleteResponsePartition()
                                .setPartitionIndex(it.partitionIndex())
                                .setErrorCode(TOPIC_REFUSED)));
                ((OffsetDeleteResponse) response)
                        .data()
                        .topics()
                        .add(new OffsetDeleteResponseTopic()
                                .setName(topic.name())
                                .setPartitions(partitions));
            });
            return response;
        };
    }
}
