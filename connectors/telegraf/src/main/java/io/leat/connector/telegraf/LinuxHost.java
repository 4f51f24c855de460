package io.leat.connector.telegraf;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.leat.connector.telegraf.host.CpuTimes;
import io.leat.connector.telegraf.host.InterfaceCounters;
import io.leat.connector.telegraf.host.Logins;
import io.leat.connector.telegraf.host.MemoryInfo;
import io.leat.connector.telegraf.host.Mount;
import io.leat.connector.telegraf.host.SystemFigures;
import io.leat.connector.telegraf.metric.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a Linux machine from its files. What cannot be read is missing from the metrics and said once in the log; the rest is
 * read all the same.
 */
final class LinuxHost implements HostReadings {
    private static final Logger LOG = LoggerFactory.getLogger(LinuxHost.class);

    private final String hostName;
    private final List<String> inputs;
    private final Path root;
    private final Disks disks = new Disks();
    private final Set<String> complained = new HashSet<>();
    private Map<String, CpuTimes> cpusBefore = Map.of();

    /** @param root the folder that has {@code proc}, {@code sys} and {@code var}; not {@code /} in tests alone */
    LinuxHost(String hostName, List<String> inputs, Path root) {
        this.hostName = hostName;
        this.inputs = List.copyOf(inputs);
        this.root = root;
    }

    @Override
    public List<Metric> read(long nowNanos) {
        var metrics = new ArrayList<Metric>();
        for (String input : inputs) {
            try {
                add(input, nowNanos, metrics);
            } catch (IOException | RuntimeException e) {
                if (complained.add(input)) {
                    LOG.warn("cannot read the metrics of input '{}', going on without them: {}", input, e.toString());
                }
            }
        }
        return metrics;
    }

    private void add(String input, long now, List<Metric> to) throws IOException {
        switch (input) {
            case "cpu" -> addCpu(now, to);
            case "mem" -> to.add(metric("mem", Map.of(), MemoryInfo.fields(text("proc/meminfo")), now));
            case "disk" -> addDisks(now, to);
            case "net" -> addInterfaces(now, to);
            default -> addSystem(now, to);
        }
    }

    private void addCpu(long now, List<Metric> to) throws IOException {
        var cpus = new HashMap<String, CpuTimes>();
        for (CpuTimes times : CpuTimes.parse(text("proc/stat"))) {
            cpus.put(times.cpu(), times);
            CpuTimes before = cpusBefore.get(times.cpu());
            Map<String, Object> usage = before == null ? Map.of() : times.usageSince(before);
            if (!usage.isEmpty()) {
                to.add(metric("cpu", Map.of("cpu", times.cpu()), usage, now));
            }
        }
        cpusBefore = cpus;
    }

    private void addDisks(long now, List<Metric> to) throws IOException {
        disks.usage(Mount.parse(text("proc/self/mounts")))
                .forEach((mount, usage) -> to.add(metric("disk", mount.tags(), usage.fields(), now)));
    }

    private void addInterfaces(long now, List<Metric> to) throws IOException {
        for (InterfaceCounters counters : InterfaceCounters.parse(text("proc/net/dev"))) {
            if (isUp(counters.name())) {
                to.add(metric(
                        "net", Map.of("interface", counters.name()), counters.fields(speed(counters.name())), now));
            }
        }
    }

    /** As Telegraf without a list of interfaces: those that are up and no loopback. */
    private boolean isUp(String name) throws IOException {
        int flags = Integer.decode(text("sys/class/net/" + name + "/flags").strip());
        boolean up = (flags & 0x1) != 0;
        boolean loopback = (flags & 0x8) != 0;
        return up && !loopback;
    }

    /** Virtual interfaces refuse to be asked. */
    private long speed(String name) {
        try {
            return Long.parseLong(text("sys/class/net/" + name + "/speed").strip());
        } catch (IOException | NumberFormatException e) {
            return -1;
        }
    }

    private void addSystem(long now, List<Metric> to) throws IOException {
        int cpus = (int) CpuTimes.parse(text("proc/stat")).stream()
                .filter(times -> !times.cpu().equals(CpuTimes.TOTAL))
                .count();
        var fields = SystemFigures.load(text("proc/loadavg"), cpus);
        addLogins(fields);
        to.add(metric("system", Map.of(), fields, now));
        long uptime = SystemFigures.uptimeSeconds(text("proc/uptime"));
        to.add(metric("system", Map.of(), Map.of("uptime", uptime), now));
        to.add(metric("system", Map.of(), Map.of("uptime_format", SystemFigures.format(uptime)), now));
    }

    /** Without the file, as in a container, the fields are missing, as in Telegraf. */
    private void addLogins(Map<String, Object> fields) throws IOException {
        try {
            Logins logins = Logins.parse(Files.readAllBytes(root.resolve("var/run/utmp")));
            fields.put("n_users", logins.sessions());
            fields.put("n_unique_users", logins.users());
        } catch (NoSuchFileException e) {
            LOG.debug("no {}: the metric 'system' has no n_users", e.getFile());
        }
    }

    private Metric metric(String name, Map<String, String> tags, Map<String, Object> fields, long now) {
        var all = new TreeMap<>(tags);
        all.put("host", hostName);
        return new Metric(name, all, fields, now);
    }

    private String text(String file) throws IOException {
        return new String(Files.readAllBytes(root.resolve(file)), UTF_8);
    }
}
