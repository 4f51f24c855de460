package io.leat.cli.kafka;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.leat.cli.Problem;
import io.leat.cli.text.Table;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code leat offsets}: what {@code kafka-get-offsets.sh} does. */
@Command(name = "offsets", description = "Tells which offsets topics have.")
public final class OffsetsCommand implements Callable<Integer> {
    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Option(
            names = "--topic",
            paramLabel = "TOPIC[:N,…]",
            description = "A topic, or some of its partitions; all topics without it.")
    private List<String> topics = List.of();

    @Option(
            names = "--time",
            paramLabel = "TIME",
            defaultValue = "latest",
            description = "latest or -1, earliest or -2, max-timestamp or -3, or milliseconds since 1970: the first"
                    + " record of that time or later.")
    private String time = "latest";

    @Override
    public Integer call() {
        OffsetSpec which = which();
        try (var connected = cluster.connect()) {
            Set<String> all = topics.isEmpty()
                    ? connected.answer(
                            "list topics", connected.admin().listTopics().names())
                    : Set.of();
            List<TopicSpec> specs = topics.isEmpty()
                    ? all.stream()
                            .sorted()
                            .map(it -> new TopicSpec(it, Set.of()))
                            .toList()
                    : topics.stream().map(TopicSpec::parse).toList();
            List<TopicPartition> partitions = Offsets.partitions(connected, specs);
            Map<TopicPartition, Long> offsets = Offsets.list(connected, partitions, which);
            if (cluster.json()) {
                ArrayNode array = JsonNodeFactory.instance.arrayNode();
                partitions.forEach(it -> array.addObject()
                        .put("topic", it.topic())
                        .put("partition", it.partition())
                        .put("offset", offsets.getOrDefault(it, -1L)));
                return cluster.show(array);
            }
            var table = new Table("TOPIC", ">PARTITION", ">OFFSET");
            partitions.forEach(it -> table.row(it.topic(), it.partition(), offsets.getOrDefault(it, -1L)));
            return cluster.show(table);
        }
    }

    private OffsetSpec which() {
        return switch (time) {
            case "latest", "-1" -> OffsetSpec.latest();
            case "earliest", "-2" -> OffsetSpec.earliest();
            case "max-timestamp", "-3" -> OffsetSpec.maxTimestamp();
            default -> {
                if (!time.matches("\\d{1,18}")) {
                    throw Problem.wrongInput(
                            "--time " + time + " is no time.",
                            "Write latest, earliest, max-timestamp or milliseconds since 1970.");
                }
                yield OffsetSpec.forTimestamp(Long.parseLong(time));
            }
        };
    }
}
