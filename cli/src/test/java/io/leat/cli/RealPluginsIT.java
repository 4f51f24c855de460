package io.leat.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.leat.testing.LeatProcess;
import io.leat.testing.PostgresServer;
import io.leat.testing.Rest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Plugins of others, as they are in Maven Central: {@code leat plugins install} puts them there, one worker runs them all, and each
 * moves data that is looked at where it arrives.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealPluginsIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";
    private static final String WITH_SCHEMAS = """
            "key.converter": "JsonConverter", "key.converter.schemas.enable": "true",
            "value.converter": "JsonConverter", "value.converter.schemas.enable": "true"
            """;

    @TempDir
    static Path folder;

    @SuppressWarnings("NullAway.Init") // set before the first test
    private LeatProcess worker;

    @SuppressWarnings("NullAway.Init")
    private Rest rest;

    private String kafka = "";

    @BeforeAll
    void installAndStart() {
        installByTheLauncher("org.apache.kafka:connect-file:4.3.1");
        install("org.apache.kafka:connect-test-plugins:4.3.1");
        install("org.apache.kafka:connect-mirror:4.3.1");
        install("io.debezium:debezium-connector-postgres:3.7.0.Final");
        install("io.debezium:debezium-connector-jdbc:3.5.0.Final");
        install(
                "org.apache.iceberg:iceberg-kafka-connect:1.12.0",
                "--with",
                "org.apache.iceberg:iceberg-parquet:1.12.0",
                "--with",
                "org.apache.hadoop:hadoop-client-runtime:3.4.1");
        worker = LeatProcess.start(
                List.of(
                        "worker",
                        "--dir",
                        folder.resolve("data").toString(),
                        "--rest",
                        "127.0.0.1:0",
                        "--listeners",
                        "PLAINTEXT://127.0.0.1:0",
                        "--set",
                        "offset.flush.interval.ms=300"),
                Map.of("LEAT_OPTS", "-Xmx700m"));
        rest = worker.rest();
        kafka = worker.awaitLine("Kafka +PLAINTEXT://(\\S+)").group(1);
    }

    @AfterAll
    void stop() {
        worker.close();
    }

    private void installByTheLauncher(String plugin) {
        try (var leat = LeatProcess.start(List.of(
                "plugins", "install", plugin, "--dir", folder.resolve("data").toString()))) {
            assertThat(leat.awaitExit(SOON)).as("%s", leat.output()).isZero();
        }
    }

    private void install(String... plugin) {
        List<String> args = new ArrayList<>(List.of("plugins", "install"));
        args.addAll(List.of(plugin));
        args.addAll(List.of("--dir", folder.resolve("data").toString()));
        Ran ran = Ran.leat(args.toArray(String[]::new));
        assertThat(ran.exit()).as(ran.err()).isZero();
    }

    @Test
    void connectFileCopiesAFileThroughATopic() throws IOException {
        List<String> lines =
                IntStream.range(0, 10_000).mapToObj(i -> "line " + i).toList();
        Path in = Files.write(folder.resolve("in.txt"), lines);
        Path out = folder.resolve("out.txt");
        create("file-source", "'connector.class':'FileStreamSource','topic':'lines','file':'" + in + "'");
        create("file-sink", "'connector.class':'FileStreamSink','topics':'lines','file':'" + out + "'");

        await().atMost(SOON)
                .until(() -> Files.exists(out) && Files.readAllLines(out).size() == lines.size());
        Files.writeString(in, "the last\n", StandardOpenOption.APPEND);

        await().atMost(SOON).until(() -> Files.readAllLines(out).size() == lines.size() + 1);
        assertThat(Files.readAllLines(out).subList(0, lines.size())).isEqualTo(lines);
    }

    @Test
    void whatVerifiableSourceSendsVerifiableSinkGetsInOrder() {
        create(
                "verifiable-source",
                "'connector.class':'VerifiableSource','topic':'verified','throughput':'2000','id':'1'");
        create("verifiable-sink", "'connector.class':'VerifiableSink','topics':'verified','id':'2'");

        worker.awaitLine("\"seqno\":3000,.*\"name\":\"verifiable-sink\"");
        assertThat(rest.delete("/connectors/verifiable-source").status()).isEqualTo(204);
        List<String> got = worker.output().stream()
                .filter(line -> line.contains("\"name\":\"verifiable-sink\"") && !line.contains("\"flushed\""))
                .map(line -> line.replaceAll(".*\"seqno\":(\\d+).*", "$1"))
                .toList();
        assertThat(got).hasSizeGreaterThan(2_000);
        assertThat(got).isSortedAccordingTo((a, b) -> Long.compare(Long.parseLong(a), Long.parseLong(b)));
        assertThat(got).doesNotHaveDuplicates();
    }

    @Test
    void schemaSourceWritesStructsWithTheirSchemas() throws IOException {
        create(
                "schema-source",
                "'connector.class':'SchemaSource','topic':'schemas','num.messages':'500','throughput':'100000',"
                        + "'partition.count':'1','multiple.schema':'true','id':'3','complete.schema':'true',"
                        + WITH_SCHEMAS);

        List<ConsumerRecord<String, String>> records = records("schemas", kafka, read -> read.size() >= 500);
        assertThat(records).hasSize(500);
        var first = new ObjectMapper().readTree(records.get(0).value());
        assertThat(first.at("/schema/type").asText()).isEqualTo("struct");
        assertThat(first.at("/payload/id").asLong()).isZero();
    }

    @Test
    void debeziumCarriesEveryChangeOfATableIntoAnotherDatabaseAndIntoIceberg() throws IOException {
        assumeTrue(PostgresServer.isInstalled(), "PostgreSQL is not installed");
        try (PostgresServer postgres = PostgresServer.start()) {
            postgres.sql("postgres", "create database target");
            postgres.sql("postgres", """
                    create table items(id int primary key, name text not null, price numeric(10,2), at timestamptz);
                    insert into items select i, 'item ' || i, i * 1.25, now() from generate_series(1, 200) i;
                    """);
            String address = "'database.hostname':'127.0.0.1','database.port':'" + postgres.port() + "',";
            create(
                    "debezium",
                    "'connector.class':'io.debezium.connector.postgresql.PostgresConnector','plugin.name':'pgoutput',"
                            + address
                            + "'database.user':'test','database.password':'x','database.dbname':'postgres',"
                            + "'topic.prefix':'shop','table.include.list':'public.items','decimal.handling.mode':'precise',"
                            + WITH_SCHEMAS);
            // Renaming the topic shows that offsets are those of the topic that was read.
            create(
                    "debezium-jdbc",
                    "'connector.class':'io.debezium.connector.jdbc.JdbcSinkConnector','topics':'shop.public.items',"
                            + "'connection.url':'jdbc:postgresql://127.0.0.1:" + postgres.port() + "/target',"
                            + "'connection.username':'test','connection.password':'x','insert.mode':'upsert',"
                            + "'delete.enabled':'true','primary.key.mode':'record_key','schema.evolution':'basic',"
                            + "'transforms':'name','transforms.name.type':'RegexRouter','transforms.name.regex':'.*',"
                            + "'transforms.name.replacement':'items'," + WITH_SCHEMAS);
            await().atMost(SOON).until(() -> rows(postgres, "target").size() == 200);

            Path warehouse = folder.resolve("warehouse");
            create(
                    "iceberg",
                    "'connector.class':'org.apache.iceberg.connect.IcebergSinkConnector','topics':'shop.public.items',"
                            + "'iceberg.catalog.type':'hadoop','iceberg.catalog.warehouse':'file://" + warehouse + "',"
                            + "'iceberg.tables':'shop.items','iceberg.tables.auto-create-enabled':'true',"
                            + "'iceberg.control.commit.interval-ms':'1000','iceberg.control.commit.timeout-ms':'5000',"
                            + "'iceberg.kafka.bootstrap.servers':'" + kafka + "','transforms':'flat',"
                            + "'transforms.flat.type':'io.debezium.transforms.ExtractNewRecordState'," + WITH_SCHEMAS);
            postgres.sql("postgres", """
                    insert into items select i, 'item ' || i, i * 1.25, now() from generate_series(201, 250) i;
                    update items set name = 'renamed ' || id where id <= 20;
                    delete from items where id between 100 and 110;
                    """);

            await().atMost(SOON).until(() -> rows(postgres, "target").equals(rows(postgres, "postgres")));
            assertThat(rows(postgres, "target")).hasSize(239).contains("7|renamed 7|8.75");
            // Deletions are dropped by the transform, the 20 updates are rows of their own.
            await().atMost(SOON).until(() -> rowsInIceberg(warehouse.resolve("shop/items")) == 270);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(Ran.leat(
                                            "groups",
                                            "--describe",
                                            "--group",
                                            "connect-debezium-jdbc",
                                            "--bootstrap-server",
                                            kafka)
                                    .out())
                            .contains("shop.public.items"));
            for (String name : List.of("debezium", "debezium-jdbc", "iceberg")) {
                assertThat(rest.get("/connectors/" + name + "/status").body()).doesNotContain("FAILED");
                rest.delete("/connectors/" + name);
            }
        }
    }

    private static List<String> rows(PostgresServer postgres, String database) {
        boolean there = postgres.sql(database, "select to_regclass('items')").contains("items");
        return there ? postgres.sql(database, "select id, name, price from items order by id") : List.of();
    }

    /** As the newest of the table's metadata says. */
    private static long rowsInIceberg(Path table) throws IOException {
        Path hint = table.resolve("metadata/version-hint.text");
        if (!Files.exists(hint)) {
            return 0;
        }
        var metadata = new ObjectMapper()
                .readTree(table.resolve("metadata/v" + Files.readString(hint).strip() + ".metadata.json")
                        .toFile());
        var snapshots = metadata.path("snapshots");
        return snapshots.isEmpty()
                ? 0
                : snapshots
                        .get(snapshots.size() - 1)
                        .at("/summary/total-records")
                        .asLong();
    }

    @Test
    void mirrorMakersThreeConnectorsBringTopicsOffsetsAndHeartbeatsFromAnotherLog() {
        try (LeatProcess other = LeatProcess.start(List.of(
                "log", "--dir", folder.resolve("other").toString(), "--listeners", "PLAINTEXT://127.0.0.1:0"))) {
            String there = other.awaitLine("Kafka +PLAINTEXT://(\\S+)").group(1);
            send(there, "orders", 1_000);
            commit(there, "readers", "orders", 600);
            String clusters = "'source.cluster.alias':'far','target.cluster.alias':'near',"
                    + "'source.cluster.bootstrap.servers':'" + there + "','target.cluster.bootstrap.servers':'" + kafka
                    + "','key.converter':'" + BYTES + "','value.converter':'" + BYTES + "',";
            create(
                    "mirror-source",
                    "'connector.class':'MirrorSource','topics':'orders','replication.factor':'1',"
                            + "'offset-syncs.topic.replication.factor':'1','offset.lag.max':'0'," + clusters
                            + "'refresh.topics.interval.seconds':'1'");
            create(
                    "mirror-checkpoint",
                    "'connector.class':'MirrorCheckpoint','groups':'readers','checkpoints.topic.replication.factor':'1',"
                            + "'offset-syncs.topic.replication.factor':'1','emit.checkpoints.interval.seconds':'1',"
                            + "'sync.group.offsets.enabled':'true','sync.group.offsets.interval.seconds':'1',"
                            + clusters
                            + "'refresh.groups.interval.seconds':'1'");
            create(
                    "mirror-heartbeat",
                    "'connector.class':'MirrorHeartbeat','heartbeats.topic.replication.factor':'1'," + clusters
                            + "'emit.heartbeats.interval.seconds':'1'");

            List<ConsumerRecord<String, String>> orders = records("far.orders", kafka, read -> read.size() >= 1_000);
            assertThat(orders.stream().map(ConsumerRecord::value))
                    .isEqualTo(IntStream.range(0, 1_000)
                            .mapToObj(i -> "order " + i)
                            .toList());
            assertThat(records("heartbeats", kafka, read -> read.size() >= 2)).hasSizeGreaterThanOrEqualTo(2);
            try (var consumer = new KafkaConsumer<String, String>(
                    consumer(kafka, "readers"), new StringDeserializer(), new StringDeserializer())) {
                TopicPartition partition = new TopicPartition("far.orders", 0);
                await().atMost(SOON).until(() -> {
                    OffsetAndMetadata committed =
                            consumer.committed(java.util.Set.of(partition)).get(partition);
                    return committed != null && committed.offset() > 0 && committed.offset() <= 600;
                });
            }
            for (String name : List.of("mirror-source", "mirror-checkpoint", "mirror-heartbeat")) {
                rest.delete("/connectors/" + name);
            }
        }
    }

    private static void send(String bootstrap, String topic, int count) {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", bootstrap),
                new StringSerializer(),
                new StringSerializer())) {
            for (int i = 0; i < count; i++) {
                var unused = producer.send(new ProducerRecord<>(topic, 0, "k" + i, "order " + i));
            }
        }
    }

    private static void commit(String bootstrap, String group, String topic, long offset) {
        try (var consumer = new KafkaConsumer<String, String>(
                consumer(bootstrap, group), new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            consumer.commitSync(Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(offset)));
        }
    }

    private static Map<String, Object> consumer(String bootstrap, String group) {
        return Map.of(
                "bootstrap.servers",
                bootstrap,
                "group.id",
                group,
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                "false");
    }

    /** What is in a topic from its beginning, until {@code enough}. */
    private static List<ConsumerRecord<String, String>> records(
            String topic, String bootstrap, Predicate<List<ConsumerRecord<String, String>>> enough) {
        List<ConsumerRecord<String, String>> read = new ArrayList<>();
        try (var consumer = new KafkaConsumer<String, String>(
                consumer(bootstrap, "test-" + topic), new StringDeserializer(), new StringDeserializer())) {
            await().atMost(SOON).until(() -> !consumer.partitionsFor(topic).isEmpty());
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            await().atMost(SOON).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(read::add);
                return enough.test(read);
            });
        }
        return read;
    }

    /** @param settings as JSON without braces, with ' in place of " */
    private void create(String name, String settings) {
        String body = ("{'name':'" + name + "','config':{" + settings + "}}").replace('\'', '"');
        Rest.Response created = rest.post("/connectors", body);
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        rest.await("/connectors/" + name + "/status", "\"connector\":{\"state\":\"RUNNING\"", SOON);
    }
}
