package io.leat.connector.telegraf;

import static org.assertj.core.api.Assertions.assertThat;

import io.leat.testing.ApacheConnect;
import io.leat.testing.KafkaCluster;
import io.leat.testing.PluginFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The very jars a user installs, in Apache's own worker on Apache's own broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApacheConnectIT {
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    private final KafkaCluster cluster = KafkaCluster.start(1);
    private final ApacheConnect worker = ApacheConnect.startDistributed(
            cluster, Map.of("value.converter.schemas.enable", "false"), List.of(PluginFolder.ofThisModule("telegraf")));

    /** Of the class, not of a test: the worker must have ended before it is removed. */
    @TempDir
    static Path dir;

    @AfterAll
    void stop() {
        worker.close();
        cluster.close();
    }

    @Test
    void linesSentOverHttpAreInTheTopicWhenTheSenderHearsSo() throws Exception {
        int port = freePort();
        submit("http", "TelegrafSourceConnector", "\"topic\":\"sent\",\"http.listen\":\"127.0.0.1:" + port + "\"");
        worker.rest().await("/connectors/http/status", "\"tasks\":[{\"id\":0,\"state\":\"RUNNING\"", DEADLINE);

        var answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/write?precision=s"))
                                .POST(HttpRequest.BodyPublishers.ofString("cpu,host=h f=1.5 7\nbad\nmem f=2i 8\n"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"accepted\":2", "\"line\":2");
        assertThat(read("sent", values -> values.size() >= 2))
                .containsExactly(
                        "{\"name\":\"cpu\",\"tags\":{\"host\":\"h\"},\"fields\":{\"f\":1.5},\"timestamp\":7000000000}",
                        "{\"name\":\"mem\",\"tags\":{},\"fields\":{\"f\":2},\"timestamp\":8000000000}");
    }

    @Test
    void aFileIsReadOnWhereItWasLeftByAWorkerThatWasKilled() throws Exception {
        Path file = dir.resolve("metrics");
        Files.writeString(file, lines(0, 1000));
        submit("file", "TelegrafSourceConnector", "\"topic\":\"file\",\"file\":\"" + file + "\"");
        read("file", values -> values.size() >= 1000);
        worker.rest().await("/connectors/file/offsets", "position", DEADLINE);

        worker.process().kill9();
        Files.writeString(file, lines(1000, 2000), StandardOpenOption.APPEND);
        worker.restart();

        List<String> values = read("file", all -> all.stream().anyMatch(value -> value.contains("\"n\":1999}")));
        var numbers = values.stream().map(ApacheConnectIT::number).distinct().toList();
        assertThat(numbers)
                .as("none is missing, and the first time in order")
                .hasSize(2000)
                .isSorted();
    }

    @Test
    void hostMetricsComeAtTheirInterval() throws Exception {
        submit("host", "HostMetricsSourceConnector", "\"topic\":\"host\",\"interval.ms\":\"200\"");

        List<String> values = read(
                "host",
                all -> all.stream()
                                .filter(value -> value.startsWith("{\"name\":\"cpu\""))
                                .count()
                        > 3);

        assertThat(values).anyMatch(value -> value.startsWith("{\"name\":\"mem\"") && value.contains("used_percent"));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void submit(String name, String type, String settings) {
        var answer = worker.rest()
                .put(
                        "/connectors/" + name + "/config",
                        "{\"connector.class\":\"io.leat.connector.telegraf." + type + "\",\"tasks.max\":\"3\","
                                + settings + "}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }

    private static String lines(int from, int to) {
        var text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append("zähler,ort=köln n=").append(i).append("i ").append(i).append('\n');
        }
        return text.toString();
    }

    private static int number(String value) {
        var matcher = Pattern.compile("\"n\":(\\d+)}").matcher(value);
        assertThat(matcher.find()).as(value).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    /** All values of the topic from its beginning, read until there is enough. */
    private List<String> read(String topic, Predicate<List<String>> enough) {
        var values = new ArrayList<String>();
        Map<String, Object> settings =
                Map.of("bootstrap.servers", cluster.bootstrapServers(), "auto.offset.reset", "earliest");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            long end = System.nanoTime() + DEADLINE.toNanos();
            while (!enough.test(values) && System.nanoTime() < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
            }
        }
        assertThat(enough.test(values))
                .as("%s has %d values", topic, values.size())
                .isTrue();
        return values;
    }
}
