package io.leat.log.api;

import io.leat.log.broker.Broker;
import io.leat.log.broker.Topic;
import io.leat.log.settings.ConfigValue;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.DescribeConfigsResponseData;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResourceResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsSynonym;
import org.apache.kafka.common.message.ListConfigResourcesResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.DescribeConfigsRequest;
import org.apache.kafka.common.requests.DescribeConfigsResponse;
import org.apache.kafka.common.requests.ListConfigResourcesRequest;
import org.apache.kafka.common.requests.ListConfigResourcesResponse;

/** DescribeConfigs and ListConfigResources: every setting of a topic or of this broker, and where its value comes from. */
final class ConfigsApi implements ApiFamily {
    private static final Set<ConfigResource.Type> LISTED = EnumSet.of(
            ConfigResource.Type.TOPIC,
            ConfigResource.Type.BROKER,
            ConfigResource.Type.BROKER_LOGGER,
            ConfigResource.Type.CLIENT_METRICS,
            ConfigResource.Type.GROUP);

    private final Broker broker;
    private final ConfigPlaces places;

    ConfigsApi(Broker broker) {
        this.broker = broker;
        this.places = new ConfigPlaces(broker);
    }

    @Override
    public void serve(Routes routes) {
        routes.onSlow(ApiKeys.DESCRIBE_CONFIGS, this::describe).onNow(ApiKeys.LIST_CONFIG_RESOURCES, this::list);
    }

    private AbstractResponse describe(Call who, DescribeConfigsRequest request) {
        DescribeConfigsResponseData response = new DescribeConfigsResponseData();
        for (DescribeConfigsResource asked : request.data().resources()) {
            DescribeConfigsResult result = new DescribeConfigsResult()
                    .setResourceType(asked.resourceType())
                    .setResourceName(asked.resourceName());
            try {
                for (ConfigValue config : configs(asked)) {
                    if (asked.configurationKeys() == null
                            || asked.configurationKeys().contains(config.name())) {
                        result.configs().add(described(config, request.data()));
                    }
                }
            } catch (UnknownTopicOrPartitionException e) {
                result.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
            } catch (RuntimeException e) {
                result.setErrorCode(Failures.error(e).code()).setErrorMessage(e.getMessage());
            }
            response.results().add(result);
        }
        return new DescribeConfigsResponse(response);
    }

    private List<ConfigValue> configs(DescribeConfigsResource asked) {
        String name = asked.resourceName();
        return switch (ConfigResource.Type.forId(asked.resourceType())) {
            case TOPIC -> {
                org.apache.kafka.common.internals.Topic.validate(name);
                yield broker.topics().describe(name);
            }
            case BROKER ->
                places.isCluster(name)
                        ? broker.configs().describeCluster()
                        : broker.configs().describe();
            case BROKER_LOGGER -> {
                places.requireThis(name);
                yield Loggers.describe();
            }
            case GROUP -> {
                places.requireGroup(name);
                yield broker.groupConfigs().describe(name);
            }
            default -> throw places.notServed(asked.resourceType());
        };
    }

    private static DescribeConfigsResourceResult described(ConfigValue config, DescribeConfigsRequestData asked) {
        DescribeConfigsResourceResult result = new DescribeConfigsResourceResult()
                .setName(config.name())
                .setValue(config.value())
                .setConfigSource(ConfigPlaces.source(config.source()))
                .setReadOnly(config.readOnly())
                .setIsSensitive(config.sensitive())
                .setConfigType(ConfigPlaces.type(config.type()))
                .setDocumentation(asked.includeDocumentation() ? config.documentation() : null);
        if (asked.includeSynonyms()) {
            result.setSynonyms(config.synonyms().stream()
                    .map(it -> new DescribeConfigsSynonym()
                            .setName(it.name())
                            .setValue(it.value())
                            .setSource(ConfigPlaces.source(it.source())))
                    .toList());
        }
        return result;
    }

    private AbstractResponse list(Call who, ListConfigResourcesRequest request) {
        ListConfigResourcesResponseData response = new ListConfigResourcesResponseData();
        Set<ConfigResource.Type> wanted = EnumSet.noneOf(ConfigResource.Type.class);
        for (byte id : request.data().resourceTypes()) {
            ConfigResource.Type type = ConfigResource.Type.forId(id);
            if (!LISTED.contains(type)) {
                return request.getErrorResponse(
                        0, Errors.UNSUPPORTED_VERSION.exception("Unsupported resource type " + id));
            }
            wanted.add(type);
        }
        if (request.version() == 0) { // It is about the metrics of clients alone, of which there are none.
            return new ListConfigResourcesResponse(response);
        }
        boolean all = wanted.isEmpty();
        if (all || wanted.contains(ConfigResource.Type.TOPIC)) {
            broker.topics().all().stream()
                    .map(Topic::name)
                    .sorted()
                    .forEach(it -> add(response, ConfigResource.Type.TOPIC, it));
        }
        if (all || wanted.contains(ConfigResource.Type.GROUP)) {
            broker.groupConfigs().names().forEach(it -> add(response, ConfigResource.Type.GROUP, it));
        }
        String node = Integer.toString(broker.nodeId());
        for (ConfigResource.Type type : List.of(ConfigResource.Type.BROKER, ConfigResource.Type.BROKER_LOGGER)) {
            if (all || wanted.contains(type)) {
                add(response, type, node);
            }
        }
        return new ListConfigResourcesResponse(response);
    }

    private static void add(ListConfigResourcesResponseData response, ConfigResource.Type type, String name) {
        response.configResources()
                .add(new ListConfigResourcesResponseData.ConfigResource()
                        .setResourceType(type.id())
                        .setResourceName(name));
    }
}
