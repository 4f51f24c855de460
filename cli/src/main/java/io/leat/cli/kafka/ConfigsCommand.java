package io.leat.cli.kafka;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.leat.cli.ExitCode;
import io.leat.cli.Problem;
import io.leat.cli.text.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code leat configs}: what {@code kafka-configs.sh} does, but for users' passwords: these are for {@code leat users}. */
@Command(
        name = "configs",
        description =
                "Describes and alters the configs of topics, brokers and groups, and the quotas of users, clients and addresses.")
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

    @Mixin
    private final Entity.Options which = new Entity.Options();

    @Option(names = "--all", description = "With --describe: defaults too.")
    private boolean all;

    @Option(names = "--add-config", paramLabel = "K=V,…", description = "Sets configs; [a,b] for a value with commas.")
    private @Nullable String added;

    @Option(names = "--add-config-file", paramLabel = "FILE", description = "Sets what a .properties file says.")
    private @Nullable Path addedFile;

    @Option(names = "--delete-config", paramLabel = "K,…", description = "Takes configs back to their defaults.")
    private @Nullable String deleted;

    @Override
    public Integer call() {
        List<Entity> entities = which.entities();
        Map<String, String> sets = new LinkedHashMap<>();
        if (addedFile != null) {
            Cluster.read(addedFile).forEach((key, value) -> sets.put(key, value.toString()));
        }
        if (added != null) {
            sets.putAll(parse(added));
        }
        List<String> takes =
                deleted == null ? List.of() : List.of(deleted.strip().split("\\s*,\\s*", -1));
        if (action.alter && sets.isEmpty() && takes.isEmpty()) {
            throw Problem.wrongInput(
                    "--alter changes nothing by itself.", "Add --add-config KEY=VALUE or --delete-config KEY.");
        }
        try (var connected = cluster.connect()) {
            if (action.describe) {
                return entities.get(0).kind().hasQuotas()
                        ? new Quotas(cluster, connected, entities).describe()
                        : describe(connected, entities.get(0));
            }
            return altered(
                    entities.get(0).kind().hasQuotas()
                            ? new Quotas(cluster, connected, entities).alter(sets, takes)
                            : alter(connected, entities.get(0), sets, takes),
                    entities);
        }
    }

    private int describe(Cluster connected, Entity entity) {
        List<ConfigResource> resources = resources(connected, entity);
        var found = connected.answer(
                "describe the configs of " + entity,
                connected.admin().describeConfigs(resources).all());
        boolean several = entity.name() == null;
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        var table = several ? new Table("OF", "NAME", "VALUE", "SOURCE") : new Table("NAME", "VALUE", "SOURCE");
        for (ConfigResource resource : resources) {
            List<ConfigEntry> entries =
                    new ArrayList<>(Objects.requireNonNull(found.get(resource)).entries());
            entries.removeIf(it -> !all && !isOwn(it));
            entries.sort(Comparator.comparing(ConfigEntry::name));
            for (ConfigEntry it : entries) {
                ObjectNode node = array.addObject();
                if (several) {
                    node.put("of", resource.name());
                }
                node.put("name", it.name())
                        .put("value", it.value())
                        .put("source", it.source().name())
                        .put("sensitive", it.isSensitive());
                String value = it.isSensitive() ? "(hidden)" : it.value();
                if (several) {
                    table.row(resource.name(), it.name(), value, it.source());
                } else {
                    table.row(it.name(), value, it.source());
                }
            }
        }
        return cluster.json() ? cluster.show(array) : cluster.show(table);
    }

    /** The one that is named, or all of the kind. */
    private static List<ConfigResource> resources(Cluster connected, Entity entity) {
        String name = entity.name();
        if (name != null) {
            return List.of(new ConfigResource(entity.kind().resource, name));
        }
        Admin admin = connected.admin();
        String what = "list the " + entity.kind();
        Collection<String> names = switch (entity.kind()) {
            case TOPICS -> connected.answer(what, admin.listTopics().names());
            case GROUPS ->
                connected.answer(what, admin.listGroups().all()).stream()
                        .map(GroupListing::groupId)
                        .toList();
            default ->
                connected.answer(what, admin.describeCluster().nodes()).stream()
                        .map(Node::idString)
                        .toList();
        };
        return names.stream()
                .sorted()
                .map(it -> new ConfigResource(entity.kind().resource, it))
                .toList();
    }

    private static boolean isOwn(ConfigEntry entry) {
        return entry.source() != ConfigSource.DEFAULT_CONFIG && entry.source() != ConfigSource.STATIC_BROKER_CONFIG;
    }

    private int alter(Cluster connected, Entity entity, Map<String, String> sets, List<String> takes) {
        String name = entity.name();
        if (name == null) {
            throw Problem.wrongInput(
                    "It is not said which of the " + entity.kind() + " is meant.", "Add --entity-name NAME.");
        }
        List<AlterConfigOp> changes = new ArrayList<>();
        sets.forEach((key, value) -> changes.add(new AlterConfigOp(new ConfigEntry(key, value), OpType.SET)));
        takes.forEach(key -> changes.add(new AlterConfigOp(new ConfigEntry(key, ""), OpType.DELETE)));
        connected.answer(
                "alter the configs of " + entity,
                connected
                        .admin()
                        .incrementalAlterConfigs(Map.of(new ConfigResource(entity.kind().resource, name), changes))
                        .all());
        return changes.size();
    }

    private int altered(int changes, List<Entity> entities) {
        String of = String.join(", ", entities.stream().map(Entity::toString).toList());
        cluster.tell(
                "Altered " + changes + (changes == 1 ? " config of " : " configs of ") + of + ".",
                JsonNodeFactory.instance.objectNode().put("altered", changes));
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
