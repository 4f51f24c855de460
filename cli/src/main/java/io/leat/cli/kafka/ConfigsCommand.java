package io.leat.cli.kafka;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.leat.cli.ExitCode;
import io.leat.cli.Problem;
import io.leat.cli.text.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code leat configs}: what {@code kafka-configs.sh} does for topics, brokers and groups. */
@Command(name = "configs", description = "Describes and alters the configs of topics, brokers and groups.")
public final class ConfigsCommand implements Callable<Integer> {
    /** One of {@code a=b,c=[d,e]}: what is in brackets may have commas. */
    private static final Pattern ASSIGNMENT = Pattern.compile("([^=,]+)=(?:\\[([^\\]]*)\\]|([^,]*))(?:,|$)");

    /** One of these. */
    static final class Action {
        @Option(names = "--describe", description = "What holds, and where it comes from.")
        private boolean describe;

        @Option(names = "--alter", description = "Changes what --add-config and --delete-config say.")
        private boolean alter;
    }

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @ArgGroup(multiplicity = "1")
    private final Action action = new Action();

    @Option(names = "--entity-type", required = true, paramLabel = "TYPE", description = "topics, brokers or groups.")
    private String type = "";

    @Option(names = "--entity-name", paramLabel = "NAME", description = "Which: a topic, a broker's id, a group.")
    private @Nullable String name;

    @Option(names = "--entity-default", description = "The default of all brokers.")
    private boolean isDefault;

    @Option(names = "--all", description = "With --describe: defaults too.")
    private boolean all;

    @Option(names = "--add-config", paramLabel = "K=V,…", description = "Sets configs; [a,b] for a value with commas.")
    private @Nullable String added;

    @Option(names = "--delete-config", paramLabel = "K,…", description = "Takes configs back to their defaults.")
    private @Nullable String deleted;

    @Override
    public Integer call() {
        ConfigResource resource = resource();
        try (var connected = cluster.connect()) {
            if (action.describe == action.alter) {
                throw new IllegalStateException("exactly one of --describe and --alter comes through picocli");
            }
            return action.describe ? describe(connected, resource) : alter(connected, resource);
        }
    }

    private ConfigResource resource() {
        ConfigResource.Type of = switch (type) {
            case "topics" -> ConfigResource.Type.TOPIC;
            case "brokers" -> ConfigResource.Type.BROKER;
            case "groups" -> ConfigResource.Type.GROUP;
            default ->
                throw Problem.wrongInput(
                        "--entity-type " + type + " is not known.", "Write topics, brokers or groups.");
        };
        if (name == null && !isDefault) {
            throw Problem.wrongInput("It is not said which of the " + type + " is meant.", "Add --entity-name NAME.");
        }
        return new ConfigResource(of, isDefault || name == null ? "" : name);
    }

    private int describe(Cluster connected, ConfigResource resource) {
        var found = connected.answer(
                "describe the configs of " + resource.name(),
                connected.admin().describeConfigs(List.of(resource)).all());
        List<ConfigEntry> entries = new ArrayList<>();
        found.values().forEach(it -> entries.addAll(it.entries()));
        entries.removeIf(it -> !all && !isOwn(it));
        entries.sort(Comparator.comparing(ConfigEntry::name));
        if (cluster.json()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            entries.forEach(it -> array.addObject()
                    .put("name", it.name())
                    .put("value", it.value())
                    .put("source", it.source().name())
                    .put("sensitive", it.isSensitive()));
            return cluster.show(array);
        }
        var table = new Table("NAME", "VALUE", "SOURCE");
        entries.forEach(it -> table.row(it.name(), it.isSensitive() ? "(hidden)" : it.value(), it.source()));
        return cluster.show(table);
    }

    private static boolean isOwn(ConfigEntry entry) {
        return entry.source() != ConfigSource.DEFAULT_CONFIG && entry.source() != ConfigSource.STATIC_BROKER_CONFIG;
    }

    private int alter(Cluster connected, ConfigResource resource) {
        List<AlterConfigOp> changes = new ArrayList<>();
        if (added != null) {
            parse(added)
                    .forEach((key, value) -> changes.add(new AlterConfigOp(new ConfigEntry(key, value), OpType.SET)));
        }
        if (deleted != null) {
            for (String key : deleted.split(",", -1)) {
                changes.add(new AlterConfigOp(new ConfigEntry(key.strip(), ""), OpType.DELETE));
            }
        }
        if (changes.isEmpty()) {
            throw Problem.wrongInput(
                    "--alter changes nothing by itself.", "Add --add-config KEY=VALUE or --delete-config KEY.");
        }
        connected.answer(
                "alter the configs of " + resource.name(),
                connected
                        .admin()
                        .incrementalAlterConfigs(Map.of(resource, changes))
                        .all());
        cluster.tell(
                "Altered " + changes.size() + " configs of " + type + " " + resource.name() + ".",
                JsonNodeFactory.instance.objectNode().put("altered", changes.size()));
        return ExitCode.OK.number();
    }

    static Map<String, String> parse(String text) {
        Map<String, String> configs = new LinkedHashMap<>();
        Matcher matcher = ASSIGNMENT.matcher(text);
        int end = 0;
        while (matcher.lookingAt()) {
            String bracketed = matcher.group(2);
            configs.put(matcher.group(1).strip(), bracketed == null ? matcher.group(3) : bracketed);
            end = matcher.end();
            matcher.region(end, text.length());
        }
        if (end < text.length() || configs.isEmpty()) {
            throw Problem.wrongInput(
                    "--add-config " + text + " is not KEY=VALUE from '" + text.substring(end) + "' on.",
                    "Write for example --add-config retention.ms=60000,cleanup.policy=[compact,delete].");
        }
        return configs;
    }
}
