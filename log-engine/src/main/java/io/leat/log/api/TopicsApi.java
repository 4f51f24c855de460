package io.leat.log.api;

import io.leat.log.broker.Broker;
import io.leat.log.broker.ReplicaAssignment;
import io.leat.log.broker.Topic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidReplicaAssignmentException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TopicDeletionDisabledException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopic;
import org.apache.kafka.common.message.CreatePartitionsResponseData;
import org.apache.kafka.common.message.CreatePartitionsResponseData.CreatePartitionsTopicResult;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableReplicaAssignment;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicConfigs;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.message.DeleteTopicsRequestData.DeleteTopicState;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.DeleteTopicsResponseData.DeletableTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ApiError;
import org.apache.kafka.common.requests.CreatePartitionsRequest;
import org.apache.kafka.common.requests.CreatePartitionsResponse;
import org.apache.kafka.common.requests.CreateTopicsRequest;
import org.apache.kafka.common.requests.CreateTopicsResponse;
import org.apache.kafka.common.requests.DeleteTopicsRequest;
import org.apache.kafka.common.requests.DeleteTopicsResponse;
import org.jspecify.annotations.Nullable;

/**
 * CreateTopics, DeleteTopics and CreatePartitions. Each topic succeeds or fails by itself. What a request asks for twice is refused
 * without being tried.
 */
final class TopicsApi implements ApiFamily {
    private static final String DUPLICATE = "Duplicate topic name.";
    /** Before it there is no code for a deletion that is switched off. */
    private static final int DELETION_DISABLED_SINCE = 3;

    private final Broker broker;

    TopicsApi(Broker broker) {
        this.broker = broker;
    }

    @Override
    public void serve(Routes routes) {
        routes.onSlow(ApiKeys.CREATE_TOPICS, this::createAll)
                .onSlow(ApiKeys.DELETE_TOPICS, this::deleteAll)
                .onSlow(ApiKeys.CREATE_PARTITIONS, this::growAll);
    }

    private AbstractResponse createAll(Call who, CreateTopicsRequest request) {
        Set<String> twice =
                twice(request.data().topics().stream().map(CreatableTopic::name).toList());
        CreateTopicsResponseData response = new CreateTopicsResponseData();
        Set<String> answered = new HashSet<>();
        for (CreatableTopic asked : request.data().topics()) {
            if (answered.add(asked.name())) {
                response.topics()
                        .add(
                                twice.contains(asked.name())
                                        ? failed(asked.name(), new InvalidRequestException(DUPLICATE))
                                        : create(asked, request.data().validateOnly()));
            }
        }
        return new CreateTopicsResponse(response);
    }

    private CreatableTopicResult create(CreatableTopic asked, boolean judgeOnly) {
        try {
            if (asked.name().equals(org.apache.kafka.common.internals.Topic.CLUSTER_METADATA_TOPIC_NAME)) {
                throw new InvalidRequestException("Creation of internal topic " + asked.name() + " is prohibited.");
            }
            NewTopic topic = newTopic(asked);
            CreatableTopicResult result = new CreatableTopicResult().setName(asked.name());
            if (judgeOnly) {
                broker.topics().judge(topic);
                int partitions = topic.replicasAssignments() == null
                        ? topic.numPartitions() == -1
                                ? broker.configs().current().defaultPartitions()
                                : topic.numPartitions()
                        : topic.replicasAssignments().size();
                result.setNumPartitions(partitions);
            } else {
                Topic made = broker.topics().create(topic);
                result.setNumPartitions(made.partitions()).setTopicId(made.id());
            }
            return result.setReplicationFactor((short) 1)
                    .setConfigs(configs(topic.configs() == null ? Map.of() : topic.configs()));
        } catch (RuntimeException e) {
            return failed(asked.name(), e);
        }
    }

    private static NewTopic newTopic(CreatableTopic asked) {
        Map<String, String> configs = new HashMap<>();
        List<String> nulls = new ArrayList<>();
        for (CreatableTopicConfig config : asked.configs()) {
            if (config.value() == null) {
                nulls.add(config.name());
            } else {
                configs.put(config.name(), config.value());
            }
        }
        if (!nulls.isEmpty()) {
            throw new InvalidConfigurationException(
                    "Null value not supported for topic configs: " + String.join(",", nulls));
        }
        if (asked.assignments().isEmpty()) {
            if (asked.replicationFactor() == 0 || asked.replicationFactor() < -1) {
                throw new InvalidReplicationFactorException(
                        "Replication factor must be larger than 0, or -1 to use the default value.");
            }
            return new NewTopic(
                            asked.name(), Optional.of(asked.numPartitions()), Optional.of(asked.replicationFactor()))
                    .configs(configs);
        }
        return new NewTopic(asked.name(), assignments(asked)).configs(configs);
    }

    private static Map<Integer, List<Integer>> assignments(CreatableTopic asked) {
        if (asked.replicationFactor() != -1) {
            throw new InvalidRequestException(
                    "A manual partition assignment was specified, but replication factor was not set to -1.");
        }
        if (asked.numPartitions() != -1) {
            throw new InvalidRequestException(
                    "A manual partition assignment was specified, but numPartitions was not set to -1.");
        }
        Map<Integer, List<Integer>> assignments = new HashMap<>();
        for (CreatableReplicaAssignment it : asked.assignments()) {
            if (assignments.put(it.partitionIndex(), it.brokerIds()) != null) {
                throw new InvalidReplicaAssignmentException(
                        "Found multiple manual partition assignments for partition " + it.partitionIndex());
            }
        }
        return assignments;
    }

    private List<CreatableTopicConfigs> configs(Map<String, String> own) {
        return broker.topics().describeOwn(own).stream()
                .map(it -> new CreatableTopicConfigs()
                        .setName(it.name())
                        .setValue(it.value())
                        .setReadOnly(it.readOnly())
                        .setIsSensitive(it.sensitive())
                        .setConfigSource(ConfigPlaces.source(it.source())))
                .toList();
    }

    private static CreatableTopicResult failed(String name, RuntimeException why) {
        ApiError error = error(why);
        return new CreatableTopicResult()
                .setName(name)
                .setErrorCode(error.error().code())
                .setErrorMessage(error.message());
    }

    private AbstractResponse deleteAll(Call who, DeleteTopicsRequest request) {
        DeleteTopicsResponseData response = new DeleteTopicsResponseData();
        List<DeleteTopicState> asked = request.topics();
        Set<String> names = twice(asked.stream()
                .map(DeleteTopicState::name)
                .filter(it -> it != null)
                .toList());
        Set<Uuid> ids = twice(asked.stream()
                .filter(it -> it.name() == null)
                .map(DeleteTopicState::topicId)
                .toList());
        Set<Object> answered = new HashSet<>();
        for (DeleteTopicState state : asked) {
            if (answered.add(state.name() == null ? state.topicId() : state.name())) {
                response.responses().add(delete(state, names, ids, request.version()));
            }
        }
        return new DeleteTopicsResponse(response);
    }

    private DeletableTopicResult delete(DeleteTopicState asked, Set<String> names, Set<Uuid> ids, short version) {
        DeletableTopicResult result =
                new DeletableTopicResult().setName(asked.name()).setTopicId(asked.topicId());
        try {
            Topic topic = named(asked, names, ids);
            result.setName(topic.name()).setTopicId(topic.id());
            broker.topics().delete(topic.name());
        } catch (PolicyViolationException e) {
            ApiError error = ApiError.fromThrowable(
                    version < DELETION_DISABLED_SINCE
                            ? new InvalidRequestException("Topic deletion is disabled.")
                            : new TopicDeletionDisabledException());
            result.setErrorCode(error.error().code()).setErrorMessage(error.message());
        } catch (RuntimeException e) {
            ApiError error = error(e);
            result.setErrorCode(error.error().code()).setErrorMessage(error.message());
        }
        return result;
    }

    private Topic named(DeleteTopicState asked, Set<String> names, Set<Uuid> ids) {
        boolean byId = !asked.topicId().equals(Uuid.ZERO_UUID);
        if (asked.name() == null && !byId) {
            throw new InvalidRequestException("Neither topic name nor id were specified.");
        }
        if (asked.name() != null && byId) {
            throw new InvalidRequestException("You may not specify both topic name and topic id.");
        }
        if (byId) {
            if (ids.contains(asked.topicId())) {
                throw new InvalidRequestException("Duplicate topic id.");
            }
            return broker.topics()
                    .find(asked.topicId())
                    .orElseThrow(() -> new UnknownTopicIdException(Errors.UNKNOWN_TOPIC_ID.message()));
        }
        if (names.contains(asked.name())) {
            throw new InvalidRequestException(DUPLICATE);
        }
        return broker.topics().find(asked.name()).orElseThrow(TopicsApi::unknown);
    }

    private AbstractResponse growAll(Call who, CreatePartitionsRequest request) {
        Set<String> twice = twice(request.data().topics().stream()
                .map(CreatePartitionsTopic::name)
                .toList());
        CreatePartitionsResponseData response = new CreatePartitionsResponseData();
        Set<String> answered = new HashSet<>();
        for (CreatePartitionsTopic asked : request.data().topics()) {
            if (answered.add(asked.name())) {
                ApiError error =
                        grow(asked, twice.contains(asked.name()), request.data().validateOnly());
                response.results()
                        .add(new CreatePartitionsTopicResult()
                                .setName(asked.name())
                                .setErrorCode(error.error().code())
                                .setErrorMessage(error.message()));
            }
        }
        return new CreatePartitionsResponse(response);
    }

    private ApiError grow(CreatePartitionsTopic asked, boolean twice, boolean judgeOnly) {
        try {
            if (twice) {
                throw new InvalidRequestException(DUPLICATE);
            }
            Topic topic = broker.topics().find(asked.name()).orElseThrow(TopicsApi::unknown);
            broker.topics().judgeGrowth(asked.name(), asked.count());
            if (asked.assignments() != null) {
                ReplicaAssignment.ofAdded(
                        asked.assignments().stream().map(it -> it.brokerIds()).toList(),
                        asked.count() - topic.partitions(),
                        broker.nodeId());
            }
            if (!judgeOnly) {
                Topic unused = broker.topics().grow(asked.name(), asked.count());
            }
            return ApiError.NONE;
        } catch (RuntimeException e) {
            return error(e);
        }
    }

    private static ApiException unknown() {
        return new UnknownTopicOrPartitionException(Errors.UNKNOWN_TOPIC_OR_PARTITION.message());
    }

    /** What stands there more than once. */
    private static <T> Set<T> twice(List<T> all) {
        Set<T> seen = new HashSet<>();
        return all.stream().filter(it -> !seen.add(it)).collect(Collectors.toSet());
    }

    private static ApiError error(RuntimeException e) {
        return new ApiError(Failures.error(e), message(e));
    }

    private static @Nullable String message(RuntimeException e) {
        return Failures.bare(e).getMessage();
    }
}
