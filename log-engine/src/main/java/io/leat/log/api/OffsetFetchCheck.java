package io.leat.log.api;

import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartition;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartitions;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopic;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopics;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.OffsetFetchRequest;
import org.apache.kafka.common.requests.OffsetFetchResponse;

/** What OffsetFetch asks of the ACLs: before version 8 of one group, from then on of several. */
final class OffsetFetchCheck implements Check<OffsetFetchRequest> {
    private static final int SEVERAL_SINCE = 8;
    private static final short REFUSED = Errors.TOPIC_AUTHORIZATION_FAILED.code();

    private final Checks checks;

    OffsetFetchCheck(Checks checks) {
        this.checks = checks;
    }

    @Override
    public UnaryOperator<AbstractResponse> apply(Call who, OffsetFetchRequest request) {
        return request.version() < SEVERAL_SINCE ? ofOne(who, request) : ofSeveral(who, request);
    }

    private UnaryOperator<AbstractResponse> ofOne(Call who, OffsetFetchRequest request) {
        if (!who.mayGroup(DESCRIBE, request.data().groupId())) {
            throw GroupAuthorizationException.forGroupId(request.data().groupId());
        }
        var asked = request.data().topics();
        var refused = asked == null
                ? List.<org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopic>of()
                : checks.refuse(who, DESCRIBE, asked, it -> it.name());
        return response -> {
            var topics = ((OffsetFetchResponse) response).data().topics();
            List<OffsetFetchResponseTopic> told = new ArrayList<>(topics);
            told.removeIf(it -> !who.mayTopic(DESCRIBE, it.name()));
            refused.forEach(topic -> told.add(new OffsetFetchResponseTopic()
                    .setName(topic.name())
                    .setPartitions(topic.partitionIndexes().stream()
                            .map(it -> new OffsetFetchResponsePartition()
                                    .setPartitionIndex(it)
                                    .setErrorCode(REFUSED)
                                    .setCommittedOffset(OffsetFetchResponse.INVALID_OFFSET)
                                    .setMetadata(OffsetFetchResponse.NO_METADATA))
                            .toList())));
            ((OffsetFetchResponse) response).data().setTopics(told);
            return response;
        };
    }

    private UnaryOperator<AbstractResponse> ofSeveral(Call who, OffsetFetchRequest request) {
        List<OffsetFetchRequestGroup> refused =
                Checks.takeOut(request.data().groups(), it -> who.mayGroup(DESCRIBE, it.groupId()));
        Map<String, List<OffsetFetchRequestTopics>> refusedTopics = new HashMap<>();
        for (OffsetFetchRequestGroup group : request.data().groups()) {
            if (group.topics() != null) {
                refusedTopics.put(
                        group.groupId(),
                        checks.refuse(who, DESCRIBE, group.topics(), it -> it.name(), it -> it.topicId()));
            }
        }
        return response -> {
            List<OffsetFetchResponseGroup> groups =
                    new ArrayList<>(((OffsetFetchResponse) response).data().groups());
            groups.forEach(it -> complete(who, it, refusedTopics.getOrDefault(it.groupId(), List.of())));
            refused.forEach(it -> groups.add(
                    OffsetFetchResponse.groupError(it, Errors.GROUP_AUTHORIZATION_FAILED, request.version())));
            ((OffsetFetchResponse) response).data().setGroups(groups);
            return response;
        };
    }

    private void complete(Call who, OffsetFetchResponseGroup group, List<OffsetFetchRequestTopics> refused) {
        List<OffsetFetchResponseTopics> told = new ArrayList<>(group.topics());
        told.removeIf(it -> {
            String name = checks.name(it.name(), it.topicId());
            return name != null && !who.mayTopic(DESCRIBE, name);
        });
        if (group.errorCode() == Errors.NONE.code()) {
            refused.forEach(topic -> told.add(new OffsetFetchResponseTopics()
                    .setName(topic.name())
                    .setTopicId(topic.topicId())
                    .setPartitions(topic.partitionIndexes().stream()
                            .map(it -> new OffsetFetchResponsePartitions()
                                    .setPartitionIndex(it)
                                    .setErrorCode(REFUSED)
                                    .setCommittedOffset(OffsetFetchResponse.INVALID_OFFSET)
                                    .setMetadata(OffsetFetchResponse.NO_METADATA))
                            .toList())));
        }
        group.setTopics(told);
    }
}
