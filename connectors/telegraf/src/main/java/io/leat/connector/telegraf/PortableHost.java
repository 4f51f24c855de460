package io.leat.connector.telegraf;

import com.sun.management.OperatingSystemMXBean;
import io.leat.connector.telegraf.host.DiskUsage;
import io.leat.connector.telegraf.host.Mount;
import io.leat.connector.telegraf.metric.Metric;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileStore;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Java itself knows of a machine that is no Linux: fewer metrics and fields, those there are by Telegraf's names. No
 * {@code net}.
 */
final class PortableHost implements HostReadings {
    private static final Logger LOG = LoggerFactory.getLogger(PortableHost.class);

    private final String hostName;
    private final List<String> inputs;
    private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    PortableHost(String hostName, List<String> inputs) {
        this.hostName = hostName;
        this.inputs = List.copyOf(inputs);
    }

    @Override
    public List<Metric> read(long nowNanos) {
        var metrics = new ArrayList<Metric>();
        if (inputs.contains("cpu") && system.getCpuLoad() >= 0) {
            double busy = 100 * system.getCpuLoad();
            metrics.add(metric(
                    "cpu",
                    Map.of("cpu", "cpu-total"),
                    Map.of("usage_active", busy, "usage_idle", 100 - busy),
                    nowNanos));
        }
        if (inputs.contains("mem")) {
            metrics.add(metric("mem", Map.of(), memory(), nowNanos));
        }
        if (inputs.contains("disk")) {
            addDisks(nowNanos, metrics);
        }
        if (inputs.contains("system")) {
            metrics.add(metric("system", Map.of(), load(), nowNanos));
        }
        return metrics;
    }

    private Map<String, Object> memory() {
        long total = system.getTotalMemorySize();
        long free = system.getFreeMemorySize();
        return new TreeMap<>(Map.of(
                "total",
                total,
                "free",
                free,
                "available",
                free,
                "used",
                total - free,
                "used_percent",
                100.0 * (total - free) / total,
                "available_percent",
                100.0 * free / total));
    }

    private Map<String, Object> load() {
        var fields = new TreeMap<String, Object>();
        fields.put("n_cpus", (long) system.getAvailableProcessors());
        if (system.getSystemLoadAverage() >= 0) {
            fields.put("load1", system.getSystemLoadAverage());
        }
        return fields;
    }

    private void addDisks(long nowNanos, List<Metric> to) {
        for (Path root : FileSystems.getDefault().getRootDirectories()) {
            try {
                FileStore store = Files.getFileStore(root);
                var mount = new Mount(store.name(), root.toString(), store.type(), store.isReadOnly() ? "ro" : "rw");
                var usage = new DiskUsage(
                        store.getTotalSpace(), store.getUnallocatedSpace(), store.getUsableSpace(), -1, -1);
                to.add(metric("disk", mount.tags(), usage.fields(), nowNanos));
            } catch (IOException e) {
                LOG.debug("no figures of {}: {}", root, e.toString());
            }
        }
    }

    private Metric metric(String name, Map<String, String> tags, Map<String, Object> fields, long now) {
        var all = new TreeMap<>(tags);
        all.put("host", hostName);
        return new Metric(name, all, fields, now);
    }
}
