package io.leat.cli.kafka;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.leat.cli.ExitCode;
import io.leat.cli.Problem;
import io.leat.cli.text.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code leat topics}: what {@code kafka-topics.sh} does. */
@Command(name = "topics", description = "Creates, lists, describes, alters and deletes topics.")
public final class TopicsCommand implements Callable<Integer> {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** One of these. */
    static final class Action {
        @Option(names = "--list", description = "The names of all topics.")
        private boolean list;

        @Option(names = "--describe", description = "Topics with their partitions and their own configs.")
        private boolean describe;

        @Option(names = "--create", description = "Creates a topic.")
        private boolean create;

        @Option(names = "--alter", description = "Gives a topic more partitions.")
        private boolean alter;

        @Option(names = "--delete", description = "Deletes topics.")
        private boolean delete;
    }

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @ArgGroup(multiplicity = "1")
    private final Action action = new Action();

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            description = "The topic; a regular expression, except for --create.")
    private @Nullable String topic;

    @Option(names = "--partitions", paramLabel = "N", description = "Partitions to create, or to grow to.")
    private @Nullable Integer partitions;

    @Option(names = "--replication-factor", paramLabel = "N", description = "Copies of each partition.")
    private @Nullable Short replicationFactor;

    @Option(names = "--config", paramLabel = "KEY=VALUE", description = "A config of the topic to create.")
    private Map<String, String> configs = Map.of();

    @Option(names = "--if-exists", description = "A topic that is not there is no failure.")
    private boolean ifExists;

    @Option(names = "--if-not-exists", description = "A topic that is there already is no failure.")
    private boolean ifNotExists;

    @Option(names = "--exclude-internal", description = "Leaves topics out that the log keeps for itself.")
    private boolean excludeInternal;

    @Override
    public Integer call() {
        try (var connected = cluster.connect()) {
            if (action.create) {
                return create(connected, required());
            } else if (action.list) {
                return list(matching(connected));
            } else if (action.describe) {
                return describe(connected, named(connected));
            } else if (action.alter) {
                return grow(connected, named(connected));
            } else if (action.delete) {
                return delete(connected, named(connected));
            }
            throw new IllegalStateException("exactly one action comes through picocli");
        }
    }

    private int create(Cluster connected, String name) {
        if (ifNotExists
                && connected
                        .answer("list topics", connected.admin().listTopics().names())
                        .contains(name)) {
            return ExitCode.OK.number();
        }
        var wanted = new NewTopic(name, Optional.ofNullable(partitions), Optional.ofNullable(replicationFactor))
                .configs(configs);
        connected.answer(
                "create " + name,
                connected.admin().createTopics(List.of(wanted)).all());
        cluster.tell("Created topic " + name + ".", JSON.objectNode().put("created", name));
        return ExitCode.OK.number();
    }

    private int list(List<String> names) {
        if (cluster.json()) {
            ArrayNode all = JSON.arrayNode();
            names.forEach(all::add);
            return cluster.show(all);
        }
        names.forEach(cluster.out()::println);
        return ExitCode.OK.number();
    }

    private int describe(Cluster connected, List<String> names) {
        Map<String, TopicDescription> topics = new TreeMap<>(connected.answer(
                "describe " + names, connected.admin().describeTopics(names).allTopicNames()));
        Map<String, Map<String, String>> own = ownConfigs(connected, names);
        if (cluster.json()) {
            ArrayNode all = JSON.arrayNode();
            topics.values().forEach(it -> all.add(json(it, own.getOrDefault(it.name(), Map.of()))));
            return cluster.show(all);
        }
        var summary = new Table("TOPIC", "ID", ">PARTITIONS", ">REPLICATION", "CONFIGS");
        var detail = new Table("TOPIC", ">PARTITION", ">LEADER", "REPLICAS", "ISR");
        for (var it : topics.values()) {
            int copies = it.partitions().isEmpty()
                    ? 0
                    : it.partitions().get(0).replicas().size();
            String text = own.getOrDefault(it.name(), Map.of()).entrySet().stream()
                    .map(config -> config.getKey() + "=" + config.getValue())
                    .collect(Collectors.joining(","));
            summary.row(it.name(), it.topicId(), it.partitions().size(), copies, text);
            for (TopicPartitionInfo at : it.partitions()) {
                detail.row(it.name(), at.partition(), leader(at), ids(at.replicas()), ids(at.isr()));
            }
        }
        cluster.show(summary);
        cluster.out().println();
        return cluster.show(detail);
    }

    private static Object leader(TopicPartitionInfo at) {
        return at.leader() == null ? "none" : at.leader().id();
    }

    private static String ids(List<Node> nodes) {
        return nodes.stream().map(Node::idString).collect(Collectors.joining(","));
    }

    private static ObjectNode json(TopicDescription topic, Map<String, String> own) {
        ObjectNode node = JSON.objectNode();
        node.put("topic", topic.name()).put("id", topic.topicId().toString()).put("internal", topic.isInternal());
        own.forEach(node.putObject("configs")::put);
        ArrayNode partitions = node.putArray("partitions");
        for (TopicPartitionInfo at : topic.partitions()) {
            ObjectNode one = partitions.addObject().put("partition", at.partition());
            if (at.leader() != null) {
                one.put("leader", at.leader().id());
            }
            one.set("replicas", numbers(at.replicas()));
            one.set("isr", numbers(at.isr()));
        }
        return node;
    }

    private static ArrayNode numbers(Collection<Node> nodes) {
        ArrayNode all = JSON.arrayNode();
        nodes.forEach(it -> all.add(it.id()));
        return all;
    }

    private static Map<String, Map<String, String>> ownConfigs(Cluster connected, List<String> names) {
        var resources = names.stream()
                .map(it -> new ConfigResource(ConfigResource.Type.TOPIC, it))
                .toList();
        Map<String, Map<String, String>> own = new HashMap<>();
        Map<ConfigResource, Config> found = connected.answer(
                "read the configs of " + names,
                connected.admin().describeConfigs(resources).all());
        found.forEach((resource, config) -> {
            Map<String, String> values = new TreeMap<>();
            config.entries().stream()
                    .filter(it -> it.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                    .forEach(it -> values.put(it.name(), it.value()));
            own.put(resource.name(), values);
        });
        return own;
    }

    private int grow(Cluster connected, List<String> names) {
        if (partitions == null) {
            throw Problem.wrongInput("--alter changes nothing without a number.", "Write for example --partitions 6.");
        }
        Map<String, NewPartitions> wanted = new HashMap<>();
        names.forEach(it -> wanted.put(it, NewPartitions.increaseTo(partitions)));
        connected.answer(
                "grow " + names, connected.admin().createPartitions(wanted).all());
        names.forEach(it -> cluster.tell(
                "The topic " + it + " has " + partitions + " partitions.",
                JSON.objectNode().put("altered", it).put("partitions", partitions)));
        return ExitCode.OK.number();
    }

    private int delete(Cluster connected, List<String> names) {
        connected.answer(
                "delete " + names, connected.admin().deleteTopics(names).all());
        names.forEach(it ->
                cluster.tell("Deleted topic " + it + ".", JSON.objectNode().put("deleted", it)));
        return ExitCode.OK.number();
    }

    private String required() {
        if (topic == null) {
            throw Problem.wrongInput("No topic is named.", "Write --topic NAME.");
        }
        return topic;
    }

    /** The topics that {@code --topic} names, all without it; it is a failure if it names none. */
    private List<String> named(Cluster connected) {
        if (!action.describe) {
            required();
        }
        List<String> names = matching(connected);
        if (names.isEmpty() && topic != null && !ifExists) {
            throw new Problem(
                    ExitCode.FAILED,
                    "There is no topic '" + topic + "'.",
                    "See which there are with ./leat topics --list, or add --if-exists.");
        }
        return names;
    }

    private List<String> matching(Cluster connected) {
        var all = connected.answer(
                "list topics",
                connected
                        .admin()
                        .listTopics(new ListTopicsOptions().listInternal(!excludeInternal))
                        .names());
        List<String> names = new ArrayList<>(all);
        names.sort(null);
        if (topic != null && !names.contains(topic)) {
            Pattern pattern = pattern(topic);
            names.removeIf(it -> !pattern.matcher(it).matches());
        } else if (topic != null) {
            return List.of(topic);
        }
        return names;
    }

    private static Pattern pattern(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw Problem.wrongInput(
                    "--topic " + text + " is neither a topic nor a regular expression: " + e.getDescription() + ".",
                    "Write a topic's name.");
        }
    }
}
