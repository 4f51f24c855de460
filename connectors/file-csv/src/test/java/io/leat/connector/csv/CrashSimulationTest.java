package io.leat.connector.csv;

import static io.leat.connector.csv.TaskBench.METRICS_0;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import io.leat.connector.csv.file.MemoryFolder;
import io.leat.connector.csv.file.Rewind;
import io.leat.connector.csv.file.RollRules;
import io.leat.connector.csv.format.FileNames;
import io.leat.testing.Seeded;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * A worker, a topic and a disk that fails, all in memory: whatever happens, the rows are the records, once each, in order.
 *
 * <p>The worker keeps to Connect's contract: a batch that failed with RetriableException comes again; after a failed
 * preCommit it goes back to the last committed offset; a commit may get lost on the way to the broker.
 */
class CrashSimulationTest {
    private static final int STEPS = 400;

    @Seeded(100)
    void theRowsAreTheRecordsOnceEachInOrder(long seed) {
        var simulation = new Simulation(seed);
        for (int step = 0; step < STEPS; step++) {
            simulation.step();
        }
        simulation.finish();

        assertThat(simulation.rows()).isEqualTo(simulation.expected);
    }

    private static final class Simulation {
        private final Random random;
        private final MemoryFolder folder;
        private final Map<String, String> settings = new HashMap<>();
        private final List<SinkRecord> topic = new ArrayList<>();
        private final List<Map<String, String>> expected = new ArrayList<>();
        private final Map<String, String> completed = new TreeMap<>();
        private final boolean complete;
        private FakeContext context = new FakeContext(true);
        private @Nullable CsvSinkTask task;
        private List<SinkRecord> redeliver = List.of();
        private boolean unsettled;
        private long now;
        private long position;
        private long lastCommitted;
        private long committed;
        private long nextOffset;

        Simulation(long seed) {
            random = new Random(seed);
            folder = new MemoryFolder(random);
            complete = random.nextBoolean();
            settings.put("directory", "memory");
            settings.put("file.max.bytes", String.valueOf(random.nextBoolean() ? 50 + random.nextInt(500) : 1 << 20));
            settings.put("file.max.age.ms", String.valueOf(random.nextBoolean() ? 50 : 1 << 20));
            settings.put("file.visibility", complete ? "complete" : "live");
        }

        void step() {
            now += random.nextInt(10);
            if (task == null) {
                start();
                return;
            }
            switch (random.nextInt(40)) {
                case 0 -> crash(false);
                case 1 -> crash(true);
                case 2 -> stopCleanly();
                case 16 -> setBack();
                case 3, 4 -> folder.free(random.nextInt(400));
                case 5, 6, 7 -> folder.free(Long.MAX_VALUE);
                case 8 -> folder.failure(random.nextInt(3) * 0.1);
                case 9, 10 -> folder.failure(0);
                case 11, 12, 13, 14, 15 -> commit();
                default -> deliver();
            }
            checkCompleted();
        }

        /** Heals the disk, and goes on until every record is through. */
        void finish() {
            folder.free(Long.MAX_VALUE);
            folder.failure(0);
            long end = topic.isEmpty() ? 0 : topic.get(topic.size() - 1).kafkaOffset() + 1;
            for (int i = 0; i < 1000 && (task == null || position < end || !redeliver.isEmpty()); i++) {
                if (task == null) {
                    start();
                } else {
                    deliver(List.of());
                }
            }
            crash(false);
            start(); // Cut back to what was covered …
            for (int i = 0; i < 1000 && position < end; i++) {
                deliver(List.of()); // … and written again.
            }
            assertThat(position).as("the task must not get stuck").isEqualTo(end);
        }

        private void start() {
            context = new FakeContext(true);
            var fresh = new CsvSinkTask(() -> Instant.ofEpochMilli(now), folder);
            fresh.initialize(context);
            lastCommitted = committed;
            position = committed;
            redeliver = List.of();
            try {
                fresh.start(settings);
                fresh.open(List.of(METRICS_0));
                task = fresh;
            } catch (ConnectException e) {
                folder.kill(); // The disk failed during recovery: the next start does it again.
            }
        }

        private void crash(boolean power) {
            task = null;
            if (power) {
                folder.powerCut();
            } else {
                folder.kill();
            }
        }

        private void stopCleanly() {
            commit();
            if (task != null) {
                task.close(List.of(METRICS_0));
                task.stop();
                task = null;
            }
        }

        /** The user stops the connector and sets its offset back, or resets it (KIP-875). */
        private void setBack() {
            stopCleanly();
            Long wanted = random.nextInt(4) == 0 ? null : (Long) random.nextLong(committed + 1);
            try {
                new Rewind(
                                folder,
                                FileNames.of(METRICS_0.topic(), METRICS_0.partition()),
                                new RollRules(1, 1, complete))
                        .to(wanted, now);
                committed = wanted == null ? 0 : wanted;
            } catch (IOException e) {
                crash(false); // Cut or not: the worker has not changed the offset, and the files say where to go on.
            }
            completed.clear();
            unsettled = true;
        }

        private void deliver() {
            var fresh = new ArrayList<SinkRecord>();
            for (int i = random.nextInt(6); i > 0; i--) {
                fresh.add(produce());
            }
            deliver(fresh);
        }

        private void deliver(List<SinkRecord> fresh) {
            topic.addAll(fresh);
            if (task == null) {
                return;
            }
            List<SinkRecord> batch = redeliver.isEmpty() ? poll() : redeliver;
            try {
                task.put(batch);
                redeliver = List.of();
                if (!batch.isEmpty()) {
                    position = batch.get(batch.size() - 1).kafkaOffset() + 1;
                }
            } catch (RetriableException e) {
                redeliver = batch;
            } catch (ConnectException e) {
                crash(false); // A flush failed: the task stops, and somebody restarts it.
            }
        }

        private List<SinkRecord> poll() {
            Long asked = context.asked.remove(METRICS_0);
            if (asked != null) {
                position = asked;
                lastCommitted = asked; // What a failed commit goes back to, though the broker does not know it.
            }
            return topic.stream()
                    .filter(record -> record.kafkaOffset() >= position)
                    .limit(random.nextInt(10))
                    .toList();
        }

        private void commit() {
            if (task == null) {
                return;
            }
            try {
                var offsets = task.preCommit(Map.of(METRICS_0, new OffsetAndMetadata(position)));
                OffsetAndMetadata covered = offsets.get(METRICS_0);
                if (covered != null) {
                    unsettled &= covered.offset() <= lastCommitted;
                    lastCommitted = covered.offset();
                    committed = random.nextInt(4) > 0 ? lastCommitted : committed;
                }
            } catch (ConnectException e) {
                position = lastCommitted;
                redeliver = List.of();
            }
        }

        /** A record with some of ever more fields, at an offset that may leave a gap; now and then a bad one. */
        private SinkRecord produce() {
            nextOffset += random.nextInt(8) == 0 ? random.nextInt(5) : 0;
            long offset = nextOffset++;
            var fields = new TreeMap<String, Object>();
            int known = 1 + expected.size() / 40;
            for (int i = random.nextInt(4); i >= 0; i--) {
                fields.put("f" + random.nextInt(known), value());
            }
            fields.put("n", offset);
            if (random.nextInt(15) == 0) {
                fields.put("bad", new Object());
            } else {
                var row = new TreeMap<String, String>();
                fields.forEach((name, value) -> row.put(name, value.toString()));
                expected.add(row);
            }
            return TaskBench.record(offset, fields);
        }

        private Object value() {
            return switch (random.nextInt(4)) {
                case 0 -> random.nextInt();
                case 1 -> "a \"quoted\", text\r\nof two lines";
                case 2 -> "žluťoučký 🐎";
                default -> random.nextGaussian();
            };
        }

        /** Once seen complete, a file never changes again, until a user sets offsets back; then from the next commit on. */
        private void checkCompleted() {
            folder.visible().forEach((name, bytes) -> {
                if (complete && !unsettled && name.endsWith(".csv")) {
                    String text = new String(bytes, UTF_8);
                    String before = completed.putIfAbsent(name, text);
                    assertThat(text).as(name).isEqualTo(before == null ? text : before);
                }
            });
        }

        List<Map<String, String>> rows() {
            var rows = new ArrayList<Map<String, String>>();
            folder.visible().values().forEach(file -> {
                for (var record : CsvReader.builder().ofNamedCsvRecord(new String(file, UTF_8))) {
                    var row = new TreeMap<>(record.getFieldsAsMap());
                    row.values().removeIf(String::isEmpty);
                    rows.add(row);
                }
            });
            return rows;
        }
    }
}
