package io.leat.log.api;

import io.leat.log.broker.Broker;
import io.leat.log.broker.Topic;
import io.leat.log.settings.ConfigValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.AlterConfigsResponseData;
import org.apache.kafka.common.message.AlterConfigsResponseData.AlterConfigsResourceResponse;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.AlterConfigsRequest;
import org.apache.kafka.common.requests.AlterConfigsResponse;
import org.apache.kafka.common.requests.ApiError;
import org.apache.kafka.common.requests.IncrementalAlterConfigsRequest;
import org.apache.kafka.common.requests.IncrementalAlterConfigsResponse;

/** IncrementalAlterConfigs and the older AlterConfigs, which replaces all at once. Each resource succeeds or fails by itself. */
final class AlterConfigsApi implements ApiFamily {
    private final Broker broker;
    private final ConfigPlaces places;

    AlterConfigsApi(Broker broker) {
        this.broker = broker;
        this.places = new ConfigPlaces(broker);
    }

    @Override
    public void serve(Routes routes) {
        routes.onSlow(ApiKeys.INCREMENTAL_ALTER_CONFIGS, this::changeAll)
                .onSlow(ApiKeys.ALTER_CONFIGS, this::replaceAll);
    }

    private AbstractResponse changeAll(Call who, IncrementalAlterConfigsRequest request) {
        Map<ConfigResource, List<AlterConfigOp>> wanted = new HashMap<>();
        Set<ConfigResource> twice = new HashSet<>();
        IncrementalAlterConfigsResponseData response = new IncrementalAlterConfigsResponseData();
        request.data().resources().forEach(it -> {
            List<AlterConfigOp> changes = it.configs().stream()
                    .map(op -> new AlterConfigOp(
                            new ConfigEntry(op.name(), op.value()), type(op.name(), op.configOperation())))
                    .toList();
            ConfigResource resource = resource(it.resourceType(), it.resourceName());
            if (wanted.put(resource, changes) != null) {
                twice.add(resource);
            }
        });
        Set<ConfigResource> answered = new HashSet<>();
        request.data().resources().forEach(it -> {
            ConfigResource resource = resource(it.resourceType(), it.resourceName());
            if (answered.add(resource)) {
                ApiError error = alter(
                        resource,
                        wanted.getOrDefault(resource, List.of()),
                        twice.contains(resource),
                        request.data().validateOnly());
                response.responses()
                        .add(new IncrementalAlterConfigsResponseData.AlterConfigsResourceResponse()
                                .setResourceType(it.resourceType())
                                .setResourceName(it.resourceName())
                                .setErrorCode(error.error().code())
                                .setErrorMessage(error.message()));
            }
        });
        return new IncrementalAlterConfigsResponse(response);
    }

    private AbstractResponse replaceAll(Call who, AlterConfigsRequest request) {
        AlterConfigsResponseData response = new AlterConfigsResponseData();
        Set<ConfigResource> answered = new HashSet<>();
        for (AlterConfigsResource it : request.data().resources()) {
            ConfigResource resource = resource(it.resourceType(), it.resourceName());
            boolean twice = request.data().resources().stream()
                            .filter(other -> resource(other.resourceType(), other.resourceName())
                                    .equals(resource))
                            .count()
                    > 1;
            if (answered.add(resource)) {
                ApiError error = replace(resource, it, twice, request.data().validateOnly());
                response.responses()
                        .add(new AlterConfigsResourceResponse()
                                .setResourceType(it.resourceType())
                                .setResourceName(it.resourceName())
                                .setErrorCode(error.error().code())
                                .setErrorMessage(error.message()));
            }
        }
        return new AlterConfigsResponse(response);
    }

    private ApiError replace(ConfigResource resource, AlterConfigsResource asked, boolean twice, boolean judgeOnly) {
        try {
            List<AlterConfigOp> changes = new ArrayList<>();
            asked.configs()
                    .forEach(it -> changes.add(new AlterConfigOp(new ConfigEntry(it.name(), it.value()), OpType.SET)));
            Set<String> kept = new HashSet<>();
            asked.configs().forEach(it -> kept.add(it.name()));
            own(resource)
                    .filter(it -> !kept.contains(it))
                    .forEach(it -> changes.add(new AlterConfigOp(new ConfigEntry(it, null), OpType.DELETE)));
            return alter(resource, changes, twice, judgeOnly);
        } catch (RuntimeException e) {
            return error(e);
        }
    }

    /** Names of the configs that a resource has of its own. */
    private Stream<String> own(ConfigResource resource) {
        return switch (resource.type()) {
            case TOPIC -> {
                requireTopic(resource.name());
                yield names(broker.topics().describe(resource.name()), ConfigSource.DYNAMIC_TOPIC_CONFIG);
            }
            case BROKER ->
                places.isCluster(resource.name())
                        ? names(broker.configs().describeCluster(), ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG)
                        : names(broker.configs().describe(), ConfigSource.DYNAMIC_BROKER_CONFIG);
            case GROUP -> names(broker.groupConfigs().describe(resource.name()), ConfigSource.DYNAMIC_GROUP_CONFIG);
            default -> Stream.of();
        };
    }

    private static Stream<String> names(List<ConfigValue> configs, ConfigSource source) {
        return configs.stream().filter(it -> it.source() == source).map(ConfigValue::name);
    }

    private ApiError alter(ConfigResource resource, List<AlterConfigOp> changes, boolean twice, boolean judgeOnly) {
        try {
            if (twice) {
                throw new InvalidRequestException("Each resource must appear at most once.");
            }
            check(changes);
            switch (resource.type()) {
                case TOPIC -> {
                    requireTopic(resource.name());
                    broker.topics().alterConfigs(resource.name(), changes, judgeOnly);
                }
                case BROKER -> broker.configs().alter(places.isCluster(resource.name()), changes, judgeOnly);
                case BROKER_LOGGER -> {
                    places.requireThis(resource.name());
                    throw refuseLoggers(changes);
                }
                case GROUP -> {
                    places.requireGroup(resource.name());
                    broker.groupConfigs().alter(resource.name(), changes, judgeOnly);
                }
                default -> throw places.notServed(resource.type().id());
            }
            return ApiError.NONE;
        } catch (RuntimeException e) {
            return error(e);
        }
    }

    private void requireTopic(String name) {
        if (name.isEmpty()) {
            throw new InvalidRequestException("Default topic resources are not allowed.");
        }
        org.apache.kafka.common.internals.Topic.validate(name);
        Topic unused = broker.topics()
                .find(name)
                .orElseThrow(() -> new UnknownTopicOrPartitionException("The topic '" + name + "' does not exist."));
    }

    private static void check(List<AlterConfigOp> changes) {
        List<String> nulls = changes.stream()
                .filter(it -> it.opType() != OpType.DELETE && it.configEntry().value() == null)
                .map(it -> it.configEntry().name())
                .toList();
        if (!nulls.isEmpty()) {
            throw new InvalidRequestException("Null value not supported for : " + String.join(",", nulls));
        }
        Set<String> seen = new HashSet<>();
        if (!changes.stream().allMatch(it -> seen.add(it.configEntry().name()))) {
            throw new InvalidRequestException("Error due to duplicate config keys");
        }
    }

    private static RuntimeException refuseLoggers(List<AlterConfigOp> changes) {
        for (AlterConfigOp change : changes) {
            if (change.opType() == OpType.APPEND || change.opType() == OpType.SUBTRACT) {
                return new InvalidRequestException(
                        change.opType() + " operation is not allowed for the BROKER_LOGGER resource");
            }
        }
        return new InvalidConfigurationException(
                "Levels of loggers are set where this process was started, in its configuration of logging.");
    }

    private static ConfigResource resource(byte type, String name) {
        return new ConfigResource(ConfigResource.Type.forId(type), name);
    }

    private static OpType type(String name, byte id) {
        OpType type = OpType.forId(id);
        if (type == null) {
            throw new InvalidRequestException("Unknown operation type " + id + " for the config " + name);
        }
        return type;
    }

    private static ApiError error(RuntimeException e) {
        return new ApiError(Failures.error(e), e.getMessage());
    }
}
