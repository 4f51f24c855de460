package io.leat.connector.telegraf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void name() {
        file = folder.resolve("metrics.out");
    }

    @Test
    void aFileIsFollowedAsItGrowsAndMayAppearLater() throws Exception {
        try (var running = start(null)) {
            Files.writeString(file, "a f=1 1\nb f=");
            await().atMost(SOON).until(() -> running.records.size() == 1);
            Files.writeString(file, "2 2\nc f=\"x\ny\" 3\n", APPEND);
            await().atMost(SOON).until(() -> running.records.size() == 3);

            assertThat(running.shown()).containsExactly("a{}{f=1.0}@1", "b{}{f=2.0}@2", "c{}{f=x\ny}@3");
            assertThat(running.records.get(2).sourcePartition()).isEqualTo(Map.of("file", file.toString()));
        }
    }

    @Test
    void theOffsetIsInBytesSoThatARestartGoesOnWithTheNextLineAlsoAfterCharactersOfSeveral() throws Exception {
        String text = "é,ü=日本 f=\"🙂\" 1\r\n# ö\n\nzwëi f=2 2\nbad\nthree f=3 3\n";
        Files.writeString(file, text);
        List<SourceRecord> whole = readAll(null, 3);

        for (int i = 0; i < 2; i++) {
            var rest = readAll(whole.get(i).sourceOffset(), 2 - i);
            assertThat(rest).extracting(SourceRecord::value).isEqualTo(values(whole.subList(i + 1, 3)));
        }
        assertThat(position(whole.get(2))).isEqualTo(text.getBytes(UTF_8).length);
        assertThat(position(whole.get(0))).isEqualTo("é,ü=日本 f=\"🙂\" 1\r\n".getBytes(UTF_8).length);
    }

    @Test
    void aFileThatBecameShorterIsReadFromItsBeginning() throws Exception {
        Files.writeString(file, "a f=1 1\nb f=2 2\n");
        try (var running = start(null)) {
            await().atMost(SOON).until(() -> running.records.size() == 2);
            Files.writeString(file, "c f=3 3\n");
            await().atMost(SOON).until(() -> running.records.size() == 3);
            assertThat(running.shown().get(2)).isEqualTo("c{}{f=3.0}@3");
        }
    }

    @Test
    void aFileThatWasReplacedIsReadToItsEndAndThenTheNewOneFromItsBeginning() throws Exception {
        Files.writeString(file, "a f=1 1\n");
        try (var running = start(null)) {
            await().atMost(SOON).until(() -> running.records.size() == 1);
            Files.writeString(file, "b f=2 2", APPEND);
            Files.move(file, folder.resolve("metrics.out.1"));
            Files.writeString(file, "c f=3 3\nd f=4 4\ne f=5 5\n");
            await().atMost(SOON).until(() -> running.records.size() == 5);
            assertThat(running.shown())
                    .extracting(line -> line.substring(0, 1))
                    .containsExactly("a", "b", "c", "d", "e");
        }
    }

    @Test
    void aFileThatWasReplacedWhileTheTaskWasDownIsReadFromItsBeginning() throws Exception {
        Files.writeString(file, "a f=1 1\n");
        var offset = readAll(null, 1).get(0).sourceOffset();
        Files.writeString(file, "b f=2 2\nc f=3 3\n");

        assertThat(readAll(offset, 2)).hasSize(2);
    }

    @Test
    void aBatchIsBoundedAndTheNextGoesOnBehindIt() throws Exception {
        var text = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            text.append("m f=").append(i).append("i 1\n");
        }
        Files.writeString(file, text);
        var task = new TelegrafSourceTask();
        task.initialize(new StubContext(null));
        task.start(Map.of("file", file.toString(), "batch.max.records", "300", "name", "f"));
        var sizes = new ArrayList<Integer>();
        for (List<SourceRecord> polled = task.poll(); polled != null; polled = task.poll()) {
            sizes.add(polled.size());
        }
        task.stop();
        assertThat(sizes).containsExactly(300, 300, 300, 100);
    }

    @Test
    void aMapHasTheShapeOfTelegrafsJson() throws Exception {
        Files.writeString(file, "m,host=h f=1,f=2,g=3i 5\n");
        var task = new TelegrafSourceTask();
        task.initialize(new StubContext(null));
        task.start(Map.of("file", file.toString(), "value.format", "map", "name", "m"));
        List<SourceRecord> polled = Objects.requireNonNull(task.poll());
        task.stop();

        assertThat(polled).hasSize(1);
        assertThat(polled.get(0).value())
                .isEqualTo(Map.of(
                        "name",
                        "m",
                        "tags",
                        Map.of("host", "h"),
                        "fields",
                        Map.of("f", 2.0, "g", 3L),
                        "timestamp",
                        5L));
        assertThat(polled.get(0).valueSchema()).isNull();
    }

    @Test
    void linesOfAKindShareOneSchema() throws Exception {
        Files.writeString(file, "m f=1\nm f=2\nn,a=b f=3\nm f=4i\nm g=1\nm f=5\n");
        var records = readAll(null, 6);

        assertThat(records.get(1).valueSchema()).isSameAs(records.get(0).valueSchema());
        assertThat(records.get(2).valueSchema()).isSameAs(records.get(0).valueSchema());
        assertThat(records.get(5).valueSchema()).isSameAs(records.get(0).valueSchema());
        assertThat(records.get(3).valueSchema()).isNotEqualTo(records.get(0).valueSchema());
        assertThat(records.get(4).valueSchema()).isNotEqualTo(records.get(0).valueSchema());
    }

    private RunningTask start(@Nullable Map<String, ?> offset) {
        return RunningTask.start(Map.of("file", file.toString()), offset);
    }

    private List<SourceRecord> readAll(@Nullable Map<String, ?> offset, int count) throws Exception {
        try (var running = start(offset)) {
            await().atMost(SOON).until(() -> running.records.size() >= count);
            return List.copyOf(running.records);
        }
    }

    private static List<Object> values(List<SourceRecord> records) {
        return records.stream().map(SourceRecord::value).toList();
    }

    private static long position(SourceRecord record) {
        return record.sourceOffset().get("position") instanceof Number position ? position.longValue() : -1;
    }
}
