package io.leat.connector.telegraf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leat.connector.telegraf.metric.Metric;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostMetricsSourceTaskTest {

    @TempDir
    Path root;

    private Instant now = Instant.parse("2026-11-21T09:00:00Z");

    @Test
    void aReadingIsOneRecordAMetricKeyedByTheHost() throws Exception {
        var task = started(Map.of("host", "h1", "interval.ms", "1000"));
        now = now.plusMillis(1000);

        List<SourceRecord> records = poll(task);

        var names = new HashSet<Object>();
        for (SourceRecord record : records) {
            var value = (Struct) record.value();
            names.add(value.get("name"));
            assertThat(record.topic()).isEqualTo("my-computer-metric");
            assertThat(record.key()).isEqualTo("h1");
            assertThat(value.getMap("tags")).containsEntry("host", "h1");
            assertThat(record.timestamp()).isEqualTo(now.toEpochMilli());
            assertThat(value.getInt64("timestamp")).isEqualTo(now.toEpochMilli() * 1_000_000);
            value.validate();
        }
        assertThat(names).contains("cpu", "mem", "disk", "system");
        task.stop();
    }

    @Test
    void pollsKeepTheIntervalAndSkipWhatTheyMissed() throws Exception {
        var task = started(Map.of("inputs", "mem", "interval.ms", "10000"));
        now = now.plusMillis(35_000);
        assertThat(task.poll()).as("late by two and a half").hasSize(1);
        assertThat(task.poll()).as("at once after it").isNull();

        now = now.plusMillis(5_000);
        assertThat(task.poll()).as("on the beat again").hasSize(1);
        task.stop();
        assertThat(task.poll()).as("after stop").isNull();
    }

    @Test
    void aMapHasNoSchema() throws Exception {
        var task = started(Map.of("inputs", "mem", "value.format", "MAP", "host", "h"));
        now = now.plusMillis(1000);

        SourceRecord record = poll(task).get(0);

        assertThat(record.valueSchema()).isNull();
        assertThat(record.value())
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                .containsOnlyKeys("name", "tags", "fields", "timestamp");
        task.stop();
    }

    @Test
    void aLinuxHostIsReadFromItsFiles() throws Exception {
        file("proc/stat", "cpu  10 0 0 90\ncpu0 10 0 0 90\n");
        file("proc/meminfo", "MemTotal: 100 kB\nMemFree: 50 kB\n");
        file("proc/net/dev", "h\nh\n lo: 1 1 0 0 0 0 0 0 1 1 0 0 0 0 0 0\n e0: 2 1 0 0 0 0 0 0 3 1 0 0 0 0 0 0\n");
        file("sys/class/net/lo/flags", "0x9\n");
        file("sys/class/net/e0/flags", "0x1003\n");
        file("proc/loadavg", "1.00 2.00 3.00 1/1 1\n");
        file("proc/uptime", "3725.9 1\n");
        file("proc/self/mounts", "/dev/x " + root + " ext4 ro 0 0\ntmpfs /nowhere tmpfs rw 0 0\n");
        var host = new LinuxHost("h", List.of("cpu", "mem", "disk", "net", "system"), root);

        List<Metric> first = host.read(1);
        file("proc/stat", "cpu  30 0 0 170\ncpu0 30 0 0 170\n");
        List<Metric> second = host.read(2);

        assertThat(first).extracting(Metric::name).doesNotContain("cpu");
        assertThat(second)
                .extracting(Metric::name)
                .containsExactly("cpu", "cpu", "mem", "disk", "net", "system", "system", "system");
        assertThat(second.get(1).tags()).isEqualTo(Map.of("cpu", "cpu-total", "host", "h"));
        assertThat(second.get(1).fields()).containsEntry("usage_user", 20.0).containsEntry("usage_idle", 80.0);
        assertThat(second.get(3).tags())
                .isEqualTo(Map.of("device", "x", "fstype", "ext4", "host", "h", "mode", "ro", "path", root.toString()));
        assertThat(second.get(3).fields()).containsKeys("total", "free", "used", "used_percent", "inodes_total");
        assertThat(second.get(4).tags()).containsEntry("interface", "e0");
        assertThat(second.get(4).fields()).containsEntry("bytes_sent", 3L).containsEntry("speed", -1L);
        assertThat(second.get(5).fields()).isEqualTo(Map.of("load1", 1.0, "load5", 2.0, "load15", 3.0, "n_cpus", 1L));
        assertThat(second.get(6).fields()).isEqualTo(Map.of("uptime", 3725L));
        assertThat(second.get(7).fields()).isEqualTo(Map.of("uptime_format", " 1:02"));
    }

    @Test
    void whatCannotBeReadIsMissingAndTheRestIsThere() throws Exception {
        file("proc/meminfo", "MemTotal: 100 kB\nMemFree: 50 kB\n");

        assertThat(new LinuxHost("h", List.of("cpu", "net", "system", "mem"), root).read(1))
                .extracting(Metric::name)
                .containsExactly("mem");
    }

    @Test
    void whereThereIsNoProcJavaSaysWhatItKnows() {
        var host = new PortableHost("h", List.of("cpu", "mem", "disk", "net", "system"));
        host.read(1);

        assertThat(host.read(2)).extracting(Metric::name).contains("mem", "disk", "system");
    }

    @Test
    void aWrongSettingIsNamed() {
        assertThatThrownBy(() -> started(Map.of("inputs", "cpu,gpu")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("gpu")
                .hasMessageContaining("inputs");
        assertThatThrownBy(() -> started(Map.of("interval.ms", "1"))).hasMessageContaining("interval.ms");
    }

    private HostMetricsSourceTask started(Map<String, String> settings) {
        var task = new HostMetricsSourceTask(() -> now);
        task.start(settings);
        return task;
    }

    private static List<SourceRecord> poll(HostMetricsSourceTask task) throws InterruptedException {
        List<SourceRecord> records = task.poll();
        return records == null ? new ArrayList<>() : records;
    }

    private void file(String name, String text) throws Exception {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
