package io.leat.cli.kafka;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.leat.cli.Problem;
import io.leat.cli.text.Table;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.quota.ClientQuotaFilterComponent;
import org.jspecify.annotations.Nullable;

/** Quotas of users, client ids and addresses. */
final class Quotas {
    private final ClusterOptions options;
    private final Cluster cluster;
    private final List<Entity> entities;

    Quotas(ClusterOptions options, Cluster cluster, List<Entity> entities) {
        this.options = options;
        this.cluster = cluster;
        this.entities = entities;
    }

    int describe() {
        List<ClientQuotaFilterComponent> components = new ArrayList<>();
        for (Entity entity : entities) {
            String type = entity.kind().quota;
            String name = entity.name();
            components.add(
                    name == null
                            ? ClientQuotaFilterComponent.ofEntityType(type)
                            : entity.isDefault()
                                    ? ClientQuotaFilterComponent.ofDefaultEntity(type)
                                    : ClientQuotaFilterComponent.ofEntity(type, name));
        }
        Map<ClientQuotaEntity, Map<String, Double>> found = cluster.answer(
                "describe the quotas of " + entities,
                cluster.admin()
                        .describeClientQuotas(ClientQuotaFilter.containsOnly(components))
                        .entities());
        Map<String, ClientQuotaEntity> sorted = new TreeMap<>();
        found.keySet().forEach(it -> sorted.put(text(it), it));
        if (options.json()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            sorted.values().forEach(entity -> {
                ObjectNode node = array.addObject();
                ObjectNode names = node.putObject("entity");
                new TreeMap<>(entity.entries()).forEach(names::put);
                ObjectNode quotas = node.putObject("quotas");
                new TreeMap<>(found.getOrDefault(entity, Map.of())).forEach(quotas::put);
            });
            return options.show(array);
        }
        var table = new Table("ENTITY", "QUOTA", "VALUE");
        sorted.forEach((text, entity) -> new TreeMap<>(found.getOrDefault(entity, Map.of()))
                .forEach((quota, value) -> table.row(text, quota, plain(value))));
        return options.show(table);
    }

    /** Sets and takes away; returns how many. */
    int alter(Map<String, String> added, Collection<String> deleted) {
        Map<String, @Nullable String> names = new HashMap<>();
        for (Entity entity : entities) {
            String name = entity.name();
            if (name == null) {
                throw Problem.wrongInput(
                        "It is not said which of the " + entity.kind() + " is meant.",
                        "Add --entity-name NAME, or --entity-default.");
            }
            names.put(entity.kind().quota, entity.isDefault() ? null : name);
        }
        List<ClientQuotaAlteration.Op> operations = new ArrayList<>();
        added.forEach((quota, value) -> operations.add(new ClientQuotaAlteration.Op(quota, number(quota, value))));
        deleted.forEach(quota -> operations.add(new ClientQuotaAlteration.Op(quota, null)));
        cluster.answer(
                "alter the quotas of " + entities,
                cluster.admin()
                        .alterClientQuotas(List.of(new ClientQuotaAlteration(new ClientQuotaEntity(names), operations)))
                        .all());
        return operations.size();
    }

    private static double number(String quota, String value) {
        if (quota.startsWith("SCRAM-")) {
            throw Problem.wrongInput(
                    quota + " is no quota.", "Passwords are set with leat users, see leat users --help.");
        }
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw Problem.wrongInput(
                    "The quota " + quota + "=" + value + " is not a number.",
                    "Write for example --add-config producer_byte_rate=1048576.");
        }
    }

    private static String text(ClientQuotaEntity entity) {
        List<String> parts = new ArrayList<>();
        new TreeMap<>(entity.entries())
                .forEach((type, name) -> parts.add(type + " " + (name == null ? "(default)" : name)));
        return String.join(", ", parts);
    }

    private static String plain(double value) {
        return new BigDecimal(value).stripTrailingZeros().toPlainString();
    }
}
