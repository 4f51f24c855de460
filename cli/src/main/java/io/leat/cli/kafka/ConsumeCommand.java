package io.leat.cli.kafka;

import io.leat.cli.ExitCode;
import io.leat.cli.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code leat consume}: what {@code kafka-console-consumer.sh} does. Without a group it reads all partitions and commits nothing. */
@Command(name = "consume", description = "Prints the records of a topic, one a line, until Ctrl-C or what it is told.")
public final class ConsumeCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(500);

    /** One of these. */
    static final class Which {
        @Option(names = "--topic", paramLabel = "TOPIC", description = "What to read.")
        private @Nullable String topic;

        @Option(names = "--include", paramLabel = "REGEX", description = "Topics whose names match, with --group.")
        private @Nullable String include;
    }

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @ArgGroup(multiplicity = "1")
    private final Which which = new Which();

    @Option(names = "--from-beginning", description = "From the first record on; else from now on.")
    private boolean fromBeginning;

    @Option(names = "--max-messages", paramLabel = "N", description = "Ends after so many records.")
    private long maxMessages = Long.MAX_VALUE;

    @Option(names = "--timeout-ms", paramLabel = "MS", description = "Ends when no record came for so long.")
    private long timeoutMs = Long.MAX_VALUE;

    @Option(names = "--group", paramLabel = "GROUP", description = "Reads as a member of a group, and commits.")
    private @Nullable String group;

    @Option(names = "--partition", paramLabel = "N", description = "This partition alone.")
    private @Nullable Integer partition;

    @Option(
            names = "--offset",
            paramLabel = "OFFSET",
            description = "From there on, with --partition: earliest, latest or a number.")
    private @Nullable String offset;

    @Option(
            names = "--isolation-level",
            paramLabel = "LEVEL",
            description = "read_uncommitted (the default) or read_committed.")
    private String isolation = "read_uncommitted";

    @Option(
            names = {"--property", "--formatter-property"},
            paramLabel = "KEY=VALUE",
            description =
                    "What is printed: print.key, print.value, print.timestamp, print.offset, print.partition, print.headers,"
                            + " key.separator, line.separator, null.literal.")
    private Map<String, String> properties = Map.of();

    @Option(
            names = {"--consumer-property", "--command-property"},
            paramLabel = "KEY=VALUE",
            description = "A setting of the consumer.")
    private Map<String, String> consumerProperties = Map.of();

    @Option(
            names = "--consumer.config",
            paramLabel = "FILE",
            description = "Settings of the consumer, a .properties file.")
    private @Nullable Path consumerConfig;

    @Override
    public Integer call() {
        if (offset != null && partition == null) {
            throw Problem.wrongInput("--offset needs to know of which partition.", "Add --partition N.");
        } else if (which.include != null && group == null) {
            throw Problem.wrongInput("--include reads as a group.", "Add --group NAME.");
        }
        RecordFormat format = RecordFormat.of(properties, cluster.json());
        try (var connected = cluster.connect();
                var consumer = new KafkaConsumer<>(
                        settings(connected), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            try {
                begin(consumer);
                print(consumer, format);
            } catch (KafkaException e) {
                throw connected.problem("consume " + (which.topic == null ? which.include : which.topic), e);
            }
        }
        return ExitCode.OK.number();
    }

    private Map<String, Object> settings(Cluster connected) {
        Map<String, Object> settings = connected.settings();
        settings.put("auto.offset.reset", fromBeginning ? "earliest" : "latest");
        settings.put("isolation.level", isolation);
        settings.put("group.id", group == null ? "leat-consume-" + UUID.randomUUID() : group);
        settings.put("enable.auto.commit", group != null);
        if (consumerConfig != null) {
            settings.putAll(Cluster.read(consumerConfig));
        }
        settings.putAll(consumerProperties);
        return settings;
    }

    private void begin(Consumer<byte[], byte[]> consumer) {
        if (which.include != null) {
            consumer.subscribe(Pattern.compile(which.include));
            return;
        }
        String topic = String.valueOf(which.topic);
        if (group != null && partition == null) {
            consumer.subscribe(List.of(topic));
            return;
        }
        List<TopicPartition> all = consumer.partitionsFor(topic).stream()
                .map(PartitionInfo::partition)
                .filter(it -> partition == null || it.equals(partition))
                .map(it -> new TopicPartition(topic, it))
                .toList();
        if (all.isEmpty()) {
            throw Problem.wrongInput(
                    "The topic " + topic
                            + (partition == null ? " is not there." : " has no partition " + partition + "."),
                    "See what there is with ./leat topics --describe --topic " + topic + ".");
        }
        consumer.assign(all);
        if (offset == null ? fromBeginning : offset.equals("earliest")) {
            consumer.seekToBeginning(all);
        } else if (offset == null || offset.equals("latest")) {
            consumer.seekToEnd(all);
        } else if (offset.matches("\\d{1,18}")) {
            consumer.seek(all.get(0), Long.parseLong(offset));
        } else {
            throw Problem.wrongInput("--offset " + offset + " is no offset.", "Write earliest, latest or a number.");
        }
    }

    private void print(Consumer<byte[], byte[]> consumer, RecordFormat format) {
        long left = maxMessages;
        long last = System.nanoTime();
        long patience = timeoutMs > Long.MAX_VALUE / 1_000_000 ? Long.MAX_VALUE : timeoutMs * 1_000_000;
        while (left > 0 && System.nanoTime() - last < patience) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                last = System.nanoTime();
                if (left-- > 0) {
                    cluster.out().print(format.text(record));
                }
            }
            cluster.out().flush();
            if (cluster.out().checkError()) {
                return; // Who read has gone, as head does.
            }
        }
        cluster.err().println("Processed a total of " + (maxMessages - Math.max(0, left)) + " messages");
    }
}
