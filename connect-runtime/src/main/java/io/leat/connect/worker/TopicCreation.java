package io.leat.connect.worker;

import io.leat.connect.pipeline.TopicRules;
import io.leat.connect.pipeline.TopicRules.Group;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.common.config.ConfigException;

/** Reads {@code topic.creation.*} of a source connector (KIP-158). Pure. */
final class TopicCreation {
    private static final String PREFIX = "topic.creation.";
    private static final String GROUPS = "topic.creation.groups";
    private static final String DEFAULT = "default";
    private static final Set<String> OWN = Set.of("include", "exclude", "partitions", "replication.factor");

    private TopicCreation() {}

    /**
     * The rules that a configuration asks for.
     *
     * @throws ConfigException if {@code topic.creation.*} is used without the default's two settings, or a value is wrong
     */
    static TopicRules rules(Map<String, String> config) {
        if (config.keySet().stream().noneMatch(name -> name.startsWith(PREFIX))) {
            return TopicRules.NONE;
        }
        List<Group> groups = new ArrayList<>();
        for (String name : list(config.getOrDefault(GROUPS, ""))) {
            if (!name.equals(DEFAULT)) {
                groups.add(group(config, name));
            }
        }
        return new TopicRules(groups, fallback(config));
    }

    private static Group fallback(Map<String, String> config) {
        String prefix = PREFIX + DEFAULT + ".";
        int partitions = partitions(prefix, required(config, prefix + "partitions"));
        int copies = copies(prefix + "replication.factor", required(config, prefix + "replication.factor"));
        return new Group(List.of(), List.of(), partitions, copies, configs(config, prefix));
    }

    private static Group group(Map<String, String> config, String name) {
        String prefix = PREFIX + name + ".";
        String inherited = required(config, PREFIX + DEFAULT + ".partitions");
        String copies = required(config, PREFIX + DEFAULT + ".replication.factor");
        return new Group(
                patterns(prefix + "include", required(config, prefix + "include")),
                patterns(prefix + "exclude", config.getOrDefault(prefix + "exclude", "")),
                partitions(prefix, config.getOrDefault(prefix + "partitions", inherited)),
                copies(prefix + "replication.factor", config.getOrDefault(prefix + "replication.factor", copies)),
                configs(config, prefix));
    }

    private static Map<String, String> configs(Map<String, String> config, String prefix) {
        Map<String, String> configs = new HashMap<>(Prefixes.strip(config, prefix));
        configs.keySet().removeAll(OWN);
        return configs;
    }

    private static String required(Map<String, String> config, String name) {
        String value = config.get(name);
        if (value == null) {
            throw new ConfigException(name, null, "It is required because another topic.creation setting is there.");
        }
        return value;
    }

    private static int partitions(String prefix, String value) {
        try {
            int count = Integer.parseInt(value.trim());
            if (count == -1 || count > 0) {
                return count;
            }
        } catch (NumberFormatException e) {
            throw wrongCount(prefix, value);
        }
        throw wrongCount(prefix, value);
    }

    private static ConfigException wrongCount(String prefix, String value) {
        return new ConfigException(
                prefix + "partitions", value, "Write a positive number, or -1 for the log's default.");
    }

    /** @throws ConfigException if {@code value} is no number of copies */
    static int copies(String name, String value) {
        try {
            int copies = Short.parseShort(value.trim());
            if (copies == -1 || copies > 0) {
                return copies;
            }
        } catch (NumberFormatException e) {
            throw wrongFactor(name, value);
        }
        throw wrongFactor(name, value);
    }

    private static ConfigException wrongFactor(String name, String value) {
        return new ConfigException(name, value, "Write a positive number, or -1 for the log's default.");
    }

    /**
     * Judges what a log of one node cannot do.
     *
     * @throws ConfigException if one of the rules asks for more copies than the log can keep
     */
    static void requireOneCopy(TopicRules rules, boolean onCluster) {
        for (Group group : rules.all()) {
            requireOneCopy(PREFIX + "*.replication.factor", group.replicationFactor(), onCluster);
        }
    }

    /** As {@link #requireOneCopy(TopicRules, boolean)}, for one setting. */
    static void requireOneCopy(String name, int copies, boolean onCluster) {
        if (!onCluster && copies > 1) {
            throw new ConfigException(
                    name, copies, "The embedded log is one node and keeps one copy: write 1, or -1 for its default.");
        }
    }

    private static List<Pattern> patterns(String name, String value) {
        List<Pattern> patterns = new ArrayList<>();
        for (String regex : list(value)) {
            try {
                patterns.add(Pattern.compile(regex));
            } catch (PatternSyntaxException e) {
                throw new ConfigException(
                        name, value, "'" + regex + "' is no regular expression: " + e.getDescription());
            }
        }
        return patterns;
    }

    private static List<String> list(String value) {
        return Arrays.stream(value.split(","))
                .map(String::trim)
                .filter(part -> !part.isEmpty())
                .toList();
    }
}
