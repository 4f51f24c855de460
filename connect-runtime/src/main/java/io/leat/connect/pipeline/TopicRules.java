package io.leat.connect.pipeline;

import io.leat.connect.port.LogPort.NewTopic;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How the topics of a source are created when they are missing: the first group that matches, else the default (KIP-158).
 * Pure.
 */
public record TopicRules(List<Group> groups, Group fallback) {

    /** Without any {@code topic.creation.*} setting: as the log creates topics by itself. */
    public static final TopicRules NONE = new TopicRules(
            List.of(), new Group(List.of(), List.of(), NewTopic.OF_THE_LOG, NewTopic.OF_THE_LOG, Map.of()));

    /**
     * One group of {@code topic.creation.groups}.
     *
     * @param include a topic belongs to the group if one of these matches its whole name
     * @param exclude and none of these does
     * @param partitions how many it gets, or {@link NewTopic#OF_THE_LOG}
     * @param replicationFactor on how many brokers, or {@link NewTopic#OF_THE_LOG}
     * @param configs topic configs by Kafka's names
     */
    public record Group(
            List<Pattern> include,
            List<Pattern> exclude,
            int partitions,
            int replicationFactor,
            Map<String, String> configs) {

        boolean matches(String topic) {
            return include.stream().anyMatch(p -> p.matcher(topic).matches())
                    && exclude.stream().noneMatch(p -> p.matcher(topic).matches());
        }
    }

    /** All groups, the default last. */
    public List<Group> all() {
        return Stream.concat(groups.stream(), Stream.of(fallback)).toList();
    }

    public NewTopic newTopic(String name) {
        Group group = groups.stream().filter(g -> g.matches(name)).findFirst().orElse(fallback);
        return new NewTopic(name, group.partitions(), group.replicationFactor(), group.configs());
    }
}
