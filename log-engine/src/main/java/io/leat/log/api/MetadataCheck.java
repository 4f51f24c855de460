package io.leat.log.api;

import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;

import io.leat.log.broker.Broker;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.MetadataRequest;
import org.apache.kafka.common.requests.MetadataResponse;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * What Metadata asks of the ACLs. A topic that may not be described is not told from one that is not there; of all topics, those are
 * told that may be described; a missing one is made only for who may create it.
 */
final class MetadataCheck implements Check<MetadataRequest> {
    private static final Set<AclOperation> OF_TOPIC = EnumSet.of(
            AclOperation.READ,
            AclOperation.WRITE,
            AclOperation.CREATE,
            AclOperation.DESCRIBE,
            AclOperation.DELETE,
            AclOperation.ALTER,
            AclOperation.DESCRIBE_CONFIGS,
            AclOperation.ALTER_CONFIGS);
    private static final Set<AclOperation> OF_CLUSTER = EnumSet.of(
            AclOperation.CREATE,
            AclOperation.CLUSTER_ACTION,
            AclOperation.DESCRIBE_CONFIGS,
            AclOperation.ALTER_CONFIGS,
            AclOperation.IDEMPOTENT_WRITE,
            AclOperation.ALTER,
            AclOperation.DESCRIBE);
    private static final Set<AclOperation> OF_GROUP = EnumSet.of(
            AclOperation.READ,
            AclOperation.DESCRIBE,
            AclOperation.DELETE,
            AclOperation.DESCRIBE_CONFIGS,
            AclOperation.ALTER_CONFIGS);

    private static final int FIRST_CLUSTER_OPERATIONS = 8;
    private static final int LAST_CLUSTER_OPERATIONS = 10;

    private final Checks checks;
    private final Broker broker;

    MetadataCheck(Checks checks, Broker broker) {
        this.checks = checks;
        this.broker = broker;
    }

    @Override
    public UnaryOperator<AbstractResponse> apply(Call who, MetadataRequest request) {
        boolean all = request.isAllTopics();
        List<MetadataResponseTopic> refused = new ArrayList<>();
        if (!all) {
            Checks.takeOut(request.data().topics(), it -> {
                boolean allowed = allowed(who, it, request.data().allowAutoTopicCreation());
                if (!allowed) {
                    refused.add(new MetadataResponseTopic()
                            .setName(it.name())
                            .setTopicId(it.topicId())
                            .setErrorCode(Errors.TOPIC_AUTHORIZATION_FAILED.code()));
                }
                return allowed;
            });
        }
        boolean none = !all && request.data().topics().isEmpty(); // What version 0 takes for all.
        return response -> {
            var data = ((MetadataResponse) response).data();
            data.topics().removeIf(it -> none || (all && !who.mayTopic(DESCRIBE, it.name())));
            data.topics().addAll(refused);
            return response;
        };
    }

    /** Tells in {@code data} what {@code who} may do, if the request asks for that. */
    static void tell(Call who, MetadataRequest request, MetadataResponseData data) {
        if (request.data().includeTopicAuthorizedOperations()) {
            data.topics().stream()
                    .filter(it -> it.name() != null)
                    .forEach(it -> it.setTopicAuthorizedOperations(operations(who, it.name())));
        }
        if (request.data().includeClusterAuthorizedOperations()
                && request.version() >= FIRST_CLUSTER_OPERATIONS
                && request.version() <= LAST_CLUSTER_OPERATIONS) {
            data.setClusterAuthorizedOperations(clusterOperations(who));
        }
    }

    private boolean allowed(Call who, MetadataRequestTopic asked, boolean makes) {
        String name = checks.name(asked.name(), asked.topicId());
        if (name == null) {
            return true;
        }
        boolean missing = broker.topics().find(name).isEmpty();
        return who.mayTopic(DESCRIBE, name)
                && (!missing || !makes || who.mayCluster(CREATE) || who.mayTopic(CREATE, name));
    }

    /** What {@code who} may do to a topic, as bits by the operations' codes. */
    static int operations(Call who, @Nullable String topic) {
        return topic == null ? Integer.MIN_VALUE : bits(who, OF_TOPIC, ResourceType.TOPIC, topic);
    }

    /** As {@link #operations}, of a group. */
    static int groupOperations(Call who, String group) {
        return bits(who, OF_GROUP, ResourceType.GROUP, group);
    }

    /** As {@link #operations}, of the cluster; none for who may not even describe it. */
    static int clusterOperations(Call who) {
        return who.mayCluster(DESCRIBE) ? bits(who, OF_CLUSTER, ResourceType.CLUSTER, Resource.CLUSTER_NAME) : 0;
    }

    private static int bits(Call who, Set<AclOperation> operations, ResourceType type, String name) {
        return operations.stream()
                .filter(it -> who.may(it, type, name))
                .collect(Collectors.summingInt(it -> 1 << it.code()));
    }
}
