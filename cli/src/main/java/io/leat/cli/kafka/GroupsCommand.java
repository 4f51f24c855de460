package io.leat.cli.kafka;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.leat.cli.ExitCode;
import io.leat.cli.Problem;
import io.leat.cli.text.Table;
import java.time.Clock;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code leat groups}: what {@code kafka-consumer-groups.sh} does. */
@Command(
        name = "groups",
        description = "Lists, describes and deletes consumer groups, and moves what they have committed.")
public final class GroupsCommand implements Callable<Integer> {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Comparator<TopicPartition> BY_NAME =
            Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition);

    /** One of these. */
    static final class Action {
        @Option(names = "--list", description = "All groups.")
        private boolean list;

        @Option(names = "--describe", description = "What groups have committed, how far they lag, and their members.")
        private boolean describe;

        @Option(names = "--delete", description = "Deletes groups that have no members.")
        private boolean delete;

        @Option(names = "--reset-offsets", description = "Moves what a group without members has committed.")
        private boolean reset;

        @Option(names = "--delete-offsets", description = "Forgets what a group has committed of a topic.")
        private boolean deleteOffsets;
    }

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @ArgGroup(multiplicity = "1")
    private final Action action = new Action();

    @ArgGroup(heading = "Where --reset-offsets moves to:%n")
    private @Nullable NewOffsets target;

    @Option(names = "--group", paramLabel = "GROUP", description = "The group; may be given several times.")
    private List<String> groups = List.of();

    @Option(names = "--all-groups", description = "Every group.")
    private boolean allGroups;

    @Option(
            names = "--topic",
            paramLabel = "TOPIC[:N,…]",
            description = "A topic, or some of its partitions; may be given several times.")
    private List<String> topics = List.of();

    @Option(names = "--all-topics", description = "Every topic that the group has committed.")
    private boolean allTopics;

    @Option(names = "--members", description = "With --describe: the members.")
    private boolean members;

    @Option(names = "--state", description = "With --describe: the state; with --list: states too.")
    private boolean state;

    @Option(names = "--offsets", description = "With --describe: what is committed, as without it.")
    private boolean offsets;

    @Option(names = "--execute", description = "Does it; without it --reset-offsets shows what it would do.")
    private boolean execute;

    @Option(names = "--dry-run", description = "Shows what --reset-offsets would do, as without --execute.")
    private boolean dryRun;

    @Override
    public Integer call() {
        if ((execute && dryRun) || (offsets && (members || state))) {
            throw Problem.wrongInput(
                    execute
                            ? "--execute and --dry-run exclude each other."
                            : "--offsets, --members and --state exclude each other.",
                    "Give one of them.");
        }
        try (var connected = cluster.connect()) {
            if (action.list) {
                return list(connected);
            } else if (action.describe) {
                return describe(connected);
            } else if (action.delete) {
                return delete(connected);
            } else if (action.reset) {
                return reset(connected);
            } else if (action.deleteOffsets) {
                return deleteOffsets(connected);
            }
            throw new IllegalStateException("exactly one action comes through picocli");
        }
    }

    private int list(Cluster connected) {
        List<GroupListing> all =
                connected
                        .answer(
                                "list groups",
                                connected
                                        .admin()
                                        .listGroups(new ListGroupsOptions())
                                        .all())
                        .stream()
                        .sorted(Comparator.comparing(GroupListing::groupId))
                        .toList();
        if (cluster.json()) {
            ArrayNode array = JSON.arrayNode();
            all.forEach(it -> array.addObject()
                    .put("group", it.groupId())
                    .put("type", text(it.type()))
                    .put("protocol", it.protocol())
                    .put("state", text(it.groupState())));
            return cluster.show(array);
        } else if (state) {
            var table = new Table("GROUP", "TYPE", "STATE");
            all.forEach(it -> table.row(it.groupId(), text(it.type()), text(it.groupState())));
            return cluster.show(table);
        }
        all.forEach(it -> cluster.out().println(it.groupId()));
        return ExitCode.OK.number();
    }

    private static String text(java.util.Optional<?> value) {
        return value.map(Object::toString).orElse("-");
    }

    private int describe(Cluster connected) {
        ArrayNode array = JSON.arrayNode();
        var states = new Table("GROUP", "COORDINATOR", "ASSIGNMENT-STRATEGY", "STATE", ">MEMBERS");
        var everybody = new Table("GROUP", "CONSUMER-ID", "HOST", "CLIENT-ID", ">PARTITIONS");
        var lags = new Table(
                "GROUP",
                "TOPIC",
                ">PARTITION",
                ">CURRENT-OFFSET",
                ">LOG-END-OFFSET",
                ">LAG",
                "CONSUMER-ID",
                "HOST",
                "CLIENT-ID");
        for (String group : named(connected)) {
            ConsumerGroupDescription it = description(connected, group);
            Map<TopicPartition, OffsetAndMetadata> committed = committed(connected, group);
            Map<TopicPartition, MemberDescription> owners = owners(it);
            Set<TopicPartition> all = new TreeSet<>(BY_NAME);
            all.addAll(committed.keySet());
            all.addAll(owners.keySet());
            Map<TopicPartition, Long> ends =
                    all.isEmpty() ? Map.of() : Offsets.list(connected, all, OffsetSpec.latest());
            states.row(
                    group,
                    it.coordinator().host() + ":" + it.coordinator().port(),
                    it.partitionAssignor(),
                    it.groupState(),
                    it.members().size());
            it.members()
                    .forEach(one -> everybody.row(
                            group,
                            one.consumerId(),
                            one.host(),
                            one.clientId(),
                            one.assignment().topicPartitions().size()));
            ObjectNode node = array.addObject()
                    .put("group", group)
                    .put("state", it.groupState().toString());
            ArrayNode nodes = node.putArray("offsets");
            for (TopicPartition at : all) {
                OffsetAndMetadata offset = committed.get(at);
                MemberDescription owner = owners.get(at);
                long end = ends.getOrDefault(at, -1L);
                lags.row(
                        group,
                        at.topic(),
                        at.partition(),
                        offset == null ? "-" : offset.offset(),
                        end,
                        offset == null ? "-" : end - offset.offset(),
                        owner == null ? "-" : owner.consumerId(),
                        owner == null ? "-" : owner.host(),
                        owner == null ? "-" : owner.clientId());
                ObjectNode one = nodes.addObject()
                        .put("topic", at.topic())
                        .put("partition", at.partition())
                        .put("end", end);
                if (offset != null) {
                    one.put("committed", offset.offset()).put("lag", end - offset.offset());
                }
                if (owner != null) {
                    one.put("member", owner.consumerId());
                }
            }
            ArrayNode membersNode = node.putArray("members");
            it.members()
                    .forEach(one -> membersNode
                            .addObject()
                            .put("id", one.consumerId())
                            .put("client", one.clientId())
                            .put("host", one.host()));
        }
        if (cluster.json()) {
            return cluster.show(array);
        }
        return cluster.show(state ? states : members ? everybody : lags);
    }

    private static ConsumerGroupDescription description(Cluster connected, String group) {
        var all = connected.answer(
                "describe the group " + group,
                connected.admin().describeConsumerGroups(List.of(group)).all());
        return java.util.Objects.requireNonNull(all.get(group));
    }

    private static Map<TopicPartition, OffsetAndMetadata> committed(Cluster connected, String group) {
        Map<TopicPartition, OffsetAndMetadata> all = new HashMap<>(connected.answer(
                "read what " + group + " has committed",
                connected.admin().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata()));
        all.values().removeIf(java.util.Objects::isNull);
        return all;
    }

    private static Map<TopicPartition, MemberDescription> owners(ConsumerGroupDescription group) {
        Map<TopicPartition, MemberDescription> owners = new HashMap<>();
        group.members().forEach(it -> it.assignment().topicPartitions().forEach(at -> owners.put(at, it)));
        return owners;
    }

    private int delete(Cluster connected) {
        List<String> names = named(connected);
        connected.answer(
                "delete " + names, connected.admin().deleteConsumerGroups(names).all());
        names.forEach(it ->
                cluster.tell("Deleted group " + it + ".", JSON.objectNode().put("deleted", it)));
        return ExitCode.OK.number();
    }

    private int reset(Cluster connected) {
        if (target == null) {
            throw Problem.wrongInput(
                    "--reset-offsets needs to know where to.", "Add for example --to-earliest, or --to-offset 10.");
        }
        var table = new Table("GROUP", "TOPIC", ">PARTITION", ">NEW-OFFSET");
        ArrayNode array = JSON.arrayNode();
        for (String group : named(connected)) {
            Map<TopicPartition, OffsetAndMetadata> committed = committed(connected, group);
            Map<TopicPartition, Long> resolved = new TreeMap<>(BY_NAME);
            resolved.putAll(
                    target.resolve(connected, chosen(connected, group, committed), committed, Clock.systemUTC()));
            if (execute) {
                Map<TopicPartition, OffsetAndMetadata> wanted = resolved.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, it -> new OffsetAndMetadata(it.getValue())));
                connected.answer(
                        "move " + group + ", which must have no members,",
                        connected
                                .admin()
                                .alterConsumerGroupOffsets(group, wanted)
                                .all());
            }
            resolved.forEach((at, offset) -> {
                table.row(group, at.topic(), at.partition(), offset);
                array.addObject()
                        .put("group", group)
                        .put("topic", at.topic())
                        .put("partition", at.partition())
                        .put("offset", offset)
                        .put("executed", execute);
            });
        }
        if (cluster.json()) {
            return cluster.show(array);
        }
        cluster.show(table);
        if (!execute) {
            cluster.err().println("Nothing was changed. Add --execute to do it.");
        }
        return ExitCode.OK.number();
    }

    private List<TopicPartition> chosen(
            Cluster connected, String group, Map<TopicPartition, OffsetAndMetadata> committed) {
        if (allTopics) {
            return committed.keySet().stream().sorted(BY_NAME).toList();
        } else if (topics.isEmpty()) {
            throw Problem.wrongInput(
                    "It is not said of which topics " + group + " is meant.",
                    "Add --topic TOPIC, --topic TOPIC:0,1 or --all-topics.");
        }
        return Offsets.partitions(
                connected, topics.stream().map(TopicSpec::parse).toList());
    }

    private int deleteOffsets(Cluster connected) {
        for (String group : named(connected)) {
            Set<TopicPartition> chosen = Set.copyOf(chosen(connected, group, committed(connected, group)));
            connected.answer(
                    "forget offsets of " + group,
                    connected.admin().deleteConsumerGroupOffsets(group, chosen).all());
            cluster.tell(
                    "Forgot %d offsets of %s.".formatted(chosen.size(), group),
                    JSON.objectNode().put("group", group).put("forgotten", chosen.size()));
        }
        return ExitCode.OK.number();
    }

    private List<String> named(Cluster connected) {
        if (allGroups) {
            return connected
                    .answer(
                            "list groups",
                            connected
                                    .admin()
                                    .listGroups(ListGroupsOptions.forConsumerGroups())
                                    .all())
                    .stream()
                    .map(GroupListing::groupId)
                    .sorted()
                    .toList();
        } else if (groups.isEmpty()) {
            throw Problem.wrongInput("No group is named.", "Write --group NAME, or --all-groups.");
        }
        return groups;
    }
}
