package io.leat.cli.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.leat.cli.ExitCode;
import io.leat.cli.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code leat produce}: what {@code kafka-console-producer.sh} does. */
@Command(name = "produce", description = "Sends the lines of standard input as records.")
public final class ProduceCommand implements Callable<Integer> {
    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Option(names = "--topic", required = true, paramLabel = "TOPIC", description = "Where to.")
    private String topic = "";

    @Option(
            names = {"--property", "--reader-property"},
            paramLabel = "KEY=VALUE",
            description = "How lines are read: parse.key=true, key.separator (a tab), null.marker.")
    private Map<String, String> properties = Map.of();

    @Option(
            names = {"--producer-property", "--command-property"},
            paramLabel = "KEY=VALUE",
            description = "A setting of the producer.")
    private Map<String, String> producerProperties = Map.of();

    @Option(
            names = "--producer.config",
            paramLabel = "FILE",
            description = "Settings of the producer, a .properties file.")
    private @Nullable Path producerConfig;

    @Option(names = "--compression-codec", paramLabel = "CODEC", description = "none, gzip, snappy, lz4 or zstd.")
    private @Nullable String codec;

    private long sent;
    private final AtomicReference<@Nullable Exception> refused = new AtomicReference<>();

    @Override
    public Integer call() {
        LineFormat format = LineFormat.of(properties);
        try (var connected = cluster.connect()) {
            Map<String, Object> settings = connected.settings();
            if (producerConfig != null) {
                settings.putAll(Cluster.read(producerConfig));
            }
            settings.putAll(producerProperties);
            if (codec != null) {
                settings.put("compression.type", codec);
            }
            try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
                sendAll(producer, format);
            } catch (KafkaException e) {
                throw connected.problem("produce to " + topic, e);
            }
            Exception why = refused.get();
            if (why != null) {
                throw connected.problem("produce to " + topic, why);
            }
        }
        if (cluster.json()) {
            cluster.show(
                    JsonNodeFactory.instance.objectNode().put("topic", topic).put("sent", sent));
        }
        return ExitCode.OK.number();
    }

    private void sendAll(KafkaProducer<byte[], byte[]> producer, LineFormat format) {
        try {
            BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, UTF_8));
            for (String line = lines.readLine(); line != null && refused.get() == null; line = lines.readLine()) {
                ProducerRecord<byte[], byte[]> record = format.record(topic, line, sent + 1);
                Future<RecordMetadata> unused = producer.send(record, (metadata, failure) -> {
                    if (failure != null) {
                        refused.compareAndSet(null, failure);
                    }
                });
                sent++;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("standard input cannot be read", e);
        }
    }

    /**
     * How a line is a record.
     *
     * @param nullMarker what stands for null
     */
    record LineFormat(
            boolean hasKey, String separator, @Nullable String nullMarker) {
        static LineFormat of(Map<String, String> properties) {
            for (String name : properties.keySet()) {
                if (!name.equals("parse.key") && !name.equals("key.separator") && !name.equals("null.marker")) {
                    throw Problem.wrongInput(
                            "--property " + name + " is not known.",
                            "Write parse.key, key.separator or null.marker; settings of the producer go to --producer-property.");
                }
            }
            return new LineFormat(
                    Boolean.parseBoolean(properties.getOrDefault("parse.key", "false")),
                    properties.getOrDefault("key.separator", "\t"),
                    properties.get("null.marker"));
        }

        ProducerRecord<byte[], byte[]> record(String topic, String line, long number) {
            if (!hasKey) {
                return new ProducerRecord<>(topic, bytes(line));
            }
            int at = line.indexOf(separator);
            if (at < 0) {
                throw Problem.wrongInput(
                        "Line %d has no key: there is no '%s' in it."
                                .formatted(number, separator.equals("\t") ? "\\t" : separator),
                        "Write KEY%sVALUE, or name another separator with --property key.separator=…"
                                .formatted(separator));
            }
            return new ProducerRecord<>(
                    topic, bytes(line.substring(0, at)), bytes(line.substring(at + separator.length())));
        }

        private byte @Nullable [] bytes(String text) {
            return text.equals(nullMarker) ? null : text.getBytes(UTF_8);
        }
    }
}
