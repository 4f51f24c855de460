package io.leat.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.leat.log.LogEngine;
import io.leat.testing.KafkaTool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code leat dump} says of the files of a partition what Kafka's DumpLogSegments says, and changes none. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DumpCommandTest {
    private static final String[] CODECS = {"none", "gzip", "snappy", "lz4", "zstd"};

    private Path dir;

    /** Several segments, each codec, headers, a transaction that was committed and one that was not, offsets of a group. */
    @BeforeAll
    void write(@TempDir Path data) throws Exception {
        dir = data;
        try (LogEngine log = LogEngine.open(Map.of(
                "log.dirs", dir.toString(),
                "listeners", "PLAINTEXT://127.0.0.1:0",
                "log.segment.bytes", "1048576",
                "log.index.interval.bytes", "1000",
                "offsets.topic.num.partitions", "1",
                "transaction.state.log.num.partitions", "1"))) {
            for (String codec : CODECS) {
                try (var producer = producer(log, Map.of("compression.type", codec))) {
                    for (int i = 0; i < 100; i++) {
                        var record = new ProducerRecord<>(
                                "t",
                                0,
                                i % 7 == 0 ? null : "key" + i,
                                "value".repeat(codec.equals("none") ? 60 * i : i));
                        record.headers().add("h", new byte[] {1});
                        producer.send(record).get();
                    }
                }
            }
            try (var producer = producer(log, Map.of("transactional.id", "tx"))) {
                producer.initTransactions();
                for (int i = 0; i < 4; i++) {
                    producer.beginTransaction();
                    producer.send(new ProducerRecord<>("t", 0, "k", "in a transaction"))
                            .get();
                    if (i % 2 == 0) {
                        producer.commitTransaction();
                    } else {
                        producer.abortTransaction();
                    }
                }
            }
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", log.bootstrapServers()))) {
                admin.alterConsumerGroupOffsets(
                                "readers", Map.of(new TopicPartition("t", 0), new OffsetAndMetadata(7, "noted")))
                        .all()
                        .get();
            }
        }
    }

    private static KafkaProducer<String, String> producer(LogEngine log, Map<String, Object> more) {
        Map<String, Object> settings = new TreeMap<>(more);
        settings.put("bootstrap.servers", log.bootstrapServers());
        settings.put("batch.size", 400);
        return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }

    @Test
    void everyLineIsThatOfKafkasToolAndNoFileIsTouched() throws Exception {
        List<String> files = new ArrayList<>();
        for (String suffix : List.of(".log", ".index", ".timeindex", ".txnindex", ".snapshot")) {
            assertThat(files("t-0", suffix)).as(suffix).isNotEmpty();
            files.addAll(files("t-0", suffix));
        }
        Map<String, FileTime> before = times();
        for (List<String> options :
                List.of(List.<String>of(), List.of("--print-data-log"), List.of("--deep-iteration"))) {
            Ran ours = dump(options, files);
            List<String> theirs = new ArrayList<>(options);
            theirs.addAll(List.of("--files", String.join(",", files)));
            KafkaTool.Result kafkas = KafkaTool.run(
                            "org.apache.kafka.tools.DumpLogSegments", theirs.toArray(new String[0]))
                    .orFail();
            assertThat(ours.exit()).as(ours.err()).isZero();
            assertThat(ours.out().lines().map(String::strip).toList())
                    .isEqualTo(kafkas.out().lines().map(String::strip).toList());
        }
        assertThat(times()).isEqualTo(before);
    }

    @Test
    void indexesAreCheckedAgainstTheirSegments() throws Exception {
        List<String> indexes = files("t-0", "index");
        assertThat(dump(List.of("--verify-index-only"), indexes))
                .satisfies(it -> assertThat(it.exit()).as(it.err()).isZero())
                .satisfies(it -> assertThat(it.out()).doesNotContain("position:"));
        List<String> opened =
                indexes.stream().filter(it -> !it.endsWith(".txnindex")).toList();
        assertThat(dump(List.of("--index-sanity-check"), opened))
                .satisfies(it -> assertThat(it.exit()).as(it.err()).isZero())
                .satisfies(it -> assertThat(it.out().lines().filter(line -> line.endsWith("passed sanity check.")))
                        .hasSameSizeAs(opened));

        Path index = Path.of(files("t-0", ".index").get(0));
        byte[] bytes = Files.readAllBytes(index);
        Path copy = Files.createDirectories(dir.resolve("damaged"));
        Files.copy(
                Path.of(files("t-0", ".log").get(0)),
                copy.resolve(Path.of(files("t-0", ".log").get(0)).getFileName()));
        bytes[7] ^= 1;
        Path damaged = Files.write(copy.resolve(index.getFileName()), bytes);
        assertThat(dump(List.of("--verify-index-only"), List.of(damaged.toString())))
                .satisfies(it -> assertThat(it.exit()).isEqualTo(1))
                .satisfies(it -> assertThat(it.err()).contains("no batch starts"));
    }

    @Test
    void aFlippedBitIsSaidWithItsPlace() throws Exception {
        Path log = Path.of(files("t-0", ".log").get(0));
        byte[] bytes = Files.readAllBytes(log);
        bytes[bytes.length - 1] ^= 1;
        Path damaged = Files.createDirectories(dir.resolve("flipped")).resolve(log.getFileName());
        Files.write(damaged, bytes);
        assertThat(dump(List.of(), List.of(damaged.toString())))
                .satisfies(it -> assertThat(it.exit()).isEqualTo(1))
                .satisfies(it -> assertThat(it.err()).contains("checksum").contains(damaged.toString()));
        assertThat(dump(List.of("--max-bytes", "2000"), List.of(damaged.toString()))
                        .exit())
                .isZero();
    }

    @Test
    void recordsOfTheBrokersOwnTopicsAreReadAndAllOfItIsJsonToo() throws Exception {
        assertThat(dump(List.of("--offsets-decoder"), files("__consumer_offsets-0", ".log"))
                        .out())
                .contains("readers")
                .contains("noted");
        assertThat(dump(List.of("--transaction-log-decoder"), files("__transaction_state-0", ".log"))
                        .out())
                .contains("tx")
                .contains("COMPLETE_COMMIT");
        int records = 0;
        for (String line : dump(List.of("--print-data-log", "--json"), files("t-0", ".log"))
                .out()
                .lines()
                .toList()) {
            JsonNode batch = new ObjectMapper().readTree(line);
            records += batch.get("records").size();
            assertThat(batch.at("/records/0/offset").asLong())
                    .isEqualTo(batch.get("baseOffset").asLong());
        }
        assertThat(records).isEqualTo(CODECS.length * 100 + 4 + 4);
    }

    @Test
    void whatIsNoFileOfALogIsWrongInput() throws Exception {
        assertThat(dump(List.of(), List.of()).exit()).isEqualTo(2);
        assertThat(dump(List.of(), List.of(dir + "/t-0/00000000000000000009.log"))
                        .exit())
                .isEqualTo(2);
        Path other = Files.writeString(dir.resolve("notes.txt"), "x", UTF_8);
        assertThat(dump(List.of(), List.of(other.toString())).exit()).isEqualTo(2);
    }

    private static Ran dump(List<String> options, List<String> files) {
        List<String> all = new ArrayList<>(List.of("dump"));
        all.addAll(options);
        all.addAll(files);
        return Ran.leat(all.toArray(new String[0]));
    }

    private List<String> files(String partition, String suffix) throws Exception {
        try (Stream<Path> files = Files.list(dir.resolve(partition))) {
            return files.map(Path::toString)
                    .filter(it -> it.endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }

    private Map<String, FileTime> times() throws Exception {
        Map<String, FileTime> times = new TreeMap<>();
        try (Stream<Path> files = Files.list(dir.resolve("t-0"))) {
            for (Path file : files.toList()) {
                times.put(file.toString(), Files.getLastModifiedTime(file));
            }
        }
        return times;
    }
}
