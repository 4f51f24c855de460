package io.leat.log.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.leat.log.LogEngine;
import io.leat.log.partition.LogConfig;
import java.net.Socket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is altered while the broker runs takes effect at once, and after a restart. */
@Timeout(60)
class DynamicConfigsTest {
    private static final ConfigResource NODE = new ConfigResource(ConfigResource.Type.BROKER, "1");
    private static final ConfigResource CLUSTER = new ConfigResource(ConfigResource.Type.BROKER, "");

    @TempDir
    Path dir;

    private LogEngine log;
    private Admin admin;

    @BeforeEach
    void open() throws Exception {
        start(Map.of());
        admin.createTopics(List.of(
                        new NewTopic("t", 1, (short) 1),
                        new NewTopic("own", 1, (short) 1).configs(Map.of("retention.ms", "5"))))
                .all()
                .get();
    }

    private void start(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "log.dirs", dir.toString(), "listeners", "PLAINTEXT://127.0.0.1:0", "log.retention.ms", "1000000"));
        settings.putAll(more);
        log = LogEngine.open(settings);
        admin = Admin.create(Map.of("bootstrap.servers", log.bootstrapServers()));
    }

    @AfterEach
    void close() {
        admin.close();
        log.close();
    }

    private void restart(Map<String, String> more) {
        close();
        start(more);
    }

    @Test
    void partitionsGoByWhatIsAlteredAtOnceAndAfterARestartUntilItIsTakenBack() throws Exception {
        alter(CLUSTER, OpType.SET, "log.retention.ms", "2000");
        assertThat(retention("t")).isEqualTo(2000);
        alter(NODE, OpType.SET, "log.retention.ms", "3000");
        assertThat(retention("t")).isEqualTo(3000);
        assertThat(retention("own")).isEqualTo(5);

        restart(Map.of());
        assertThat(retention("t")).isEqualTo(3000);
        assertThat(retention("own")).isEqualTo(5);

        alter(NODE, OpType.DELETE, "log.retention.ms", null);
        assertThat(retention("t")).isEqualTo(2000);
        alter(CLUSTER, OpType.DELETE, "log.retention.ms", null);
        assertThat(retention("t")).isEqualTo(1_000_000);
        restart(Map.of());
        assertThat(retention("t")).isEqualTo(1_000_000);
    }

    @Test
    void aTopicThatIsMadeLaterGoesByItToo() throws Exception {
        alter(NODE, OpType.SET, "log.segment.bytes", "1048576");
        admin.createTopics(List.of(new NewTopic("later", 1, (short) 1))).all().get();
        assertThat(config("later").segments().bytes()).isEqualTo(1_048_576);
    }

    @Test
    void aBatchThatIsTooLargeNowIsRefused() throws Exception {
        try (Producer<byte[], byte[]> producer = producer(log.bootstrapServers())) {
            assertThat(send(producer, 5000).offset()).isEqualTo(0);
            alter(CLUSTER, OpType.SET, "message.max.bytes", "1000");
            assertThatThrownBy(() -> send(producer, 5000)).hasCauseInstanceOf(RecordTooLargeException.class);
            alter(CLUSTER, OpType.DELETE, "message.max.bytes", null);
            assertThat(send(producer, 5000).offset()).isEqualTo(1);
        }
    }

    @Test
    void theCleanerGoesOnWithAsManyThreadsAsAreAsked() throws Exception {
        await().until(() -> threads("log-cleaner-"), it -> it == 1);
        alter(NODE, OpType.SET, "log.cleaner.threads", "2");
        await().until(() -> threads("log-cleaner-"), it -> it == 2);
        alter(NODE, OpType.DELETE, "log.cleaner.threads", null);
        await().until(() -> threads("log-cleaner-"), it -> it == 1);
    }

    @Test
    void theListenerGoesOnWithAsManyThreadsAsAreAsked() throws Exception {
        alter(NODE, OpType.SET, "num.network.threads", "5");
        await().until(() -> threads("log-net-PLAINTEXT-"), it -> it == 5);
        restart(Map.of());
        admin.describeCluster().clusterId().get();
        await().until(() -> threads("log-net-PLAINTEXT-"), it -> it == 5);
        alter(NODE, OpType.SET, "num.network.threads", "2");
        await().until(() -> threads("log-net-PLAINTEXT-"), it -> it == 2);
        assertThat(admin.listTopics().names().get()).contains("t");
    }

    @Test
    void oneConnectionMoreThanAnAddressMayHaveIsRefused() throws Exception {
        alter(CLUSTER, OpType.SET, "max.connections.per.ip", "1");
        String[] address = log.bootstrapServers().split(":", -1);
        try (Socket socket = new Socket(address[0], Integer.parseInt(address[1]))) {
            socket.setSoTimeout(20_000);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "log.cleaner.threads, 3, not be greater than double the current value 1",
        "num.network.threads, 1000, not be greater than double the current value 3",
        "num.network.threads, 0, at least 1",
        "log.cleaner.dedupe.buffer.size, 10, at least 1048576",
        "num.io.threads, 9, Cannot update these configs dynamically: [num.io.threads]",
        "log.retention.mss, 9, did you mean log.retention.ms",
        "log.preallocate, true, leave the setting out",
        "min.insync.replicas, 2, NOT_ENOUGH_REPLICAS",
    })
    void whatCannotBeHadIsRefusedAndNothingIsAltered(String name, String value, String why) {
        assertThatThrownBy(() -> alter(NODE, OpType.SET, name, value))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(why);
        assertThat(log.broker().configs().describe())
                .noneMatch(it -> it.source().name().startsWith("DYNAMIC"));
    }

    @Test
    void judgingAltersNothing() throws Exception {
        admin.incrementalAlterConfigs(
                        Map.of(
                                NODE,
                                List.of(new org.apache.kafka.clients.admin.AlterConfigOp(
                                        new org.apache.kafka.clients.admin.ConfigEntry("log.retention.ms", "9"),
                                        OpType.SET))),
                        new org.apache.kafka.clients.admin.AlterConfigsOptions().validateOnly(true))
                .all()
                .get();
        assertThat(retention("t")).isEqualTo(1_000_000);
    }

    /** The file changed so that what was altered contradicts it: the broker starts all the same. */
    @Test
    void whatDoesNotGoWithTheSettingsOfAStartIsLeftOut() throws Exception {
        alter(NODE, OpType.SET, "log.cleaner.dedupe.buffer.size", "1048576");
        restart(Map.of("log.cleaner.threads", "4"));
        assertThat(log.broker().configs().current().cleaner().mapBytes()).isEqualTo(134_217_728 / 4);
    }

    private void alter(ConfigResource resource, OpType type, String name, @Nullable String value) throws Exception {
        Object unused = AdminOutcome.alter(resource, type, name, value).send(admin);
    }

    private long retention(String topic) {
        return config(topic).kept().ms();
    }

    private LogConfig config(String topic) {
        return log.broker().partition(new TopicPartition(topic, 0)).log().config();
    }

    private static long threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(it -> it.getName().startsWith(prefix))
                .count();
    }

    private static Producer<byte[], byte[]> producer(String servers) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", servers, "enable.idempotence", false, "retries", 0),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static RecordMetadata send(Producer<byte[], byte[]> producer, int bytes) throws Exception {
        return producer.send(
                        new ProducerRecord<>("t", 0, null, "x".repeat(bytes).getBytes(UTF_8)))
                .get();
    }
}
