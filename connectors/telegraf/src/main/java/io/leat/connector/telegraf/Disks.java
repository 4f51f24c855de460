package io.leat.connector.telegraf;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.leat.connector.telegraf.host.DiskUsage;
import io.leat.connector.telegraf.host.Mount;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks file systems how full they are. Java knows their bytes; their inodes are known to {@code stat -f}, one run for all, and
 * are left out once that does not answer.
 */
final class Disks {
    private static final Logger LOG = LoggerFactory.getLogger(Disks.class);
    private static final long STAT_SECONDS = 2;

    private boolean statAnswers = true;

    /** The usage of those mounts that have a size, in order. */
    Map<Mount, DiskUsage> usage(List<Mount> mounts) {
        var found = new LinkedHashMap<Mount, DiskUsage>();
        for (Mount mount : mounts) {
            if (!Mount.IGNORED.contains(mount.fstype())) {
                bytes(mount, found);
            }
        }
        return statAnswers && !found.isEmpty() ? withInodes(found) : found;
    }

    private static void bytes(Mount mount, Map<Mount, DiskUsage> found) {
        try {
            FileStore store = Files.getFileStore(Path.of(mount.path()));
            if (store.getTotalSpace() > 0) {
                found.put(
                        mount,
                        new DiskUsage(
                                store.getTotalSpace(), store.getUnallocatedSpace(), store.getUsableSpace(), -1, -1));
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("no figures of {}: {}", mount.path(), e.toString());
        }
    }

    private Map<Mount, DiskUsage> withInodes(Map<Mount, DiskUsage> found) {
        try {
            List<String> lines = stat(found.keySet().stream().map(Mount::path).toList());
            var all = new LinkedHashMap<Mount, DiskUsage>();
            for (var entry : found.entrySet()) {
                String[] words = lines.get(all.size()).split(" ", -1);
                DiskUsage u = entry.getValue();
                all.put(
                        entry.getKey(),
                        new DiskUsage(
                                u.total(),
                                u.unallocated(),
                                u.free(),
                                Long.parseLong(words[0]),
                                Long.parseLong(words[1])));
            }
            return all;
        } catch (IOException | RuntimeException e) {
            statAnswers = false;
            LOG.info("'stat -f' does not answer ({}); disk metrics go on without inodes", e.toString());
            return found;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return found;
        }
    }

    /** A line for each path: inodes in all, and free. */
    private static List<String> stat(List<String> paths) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("stat", "-f", "-c", "%c %d", "--"));
        command.addAll(paths);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(STAT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("nothing within " + STAT_SECONDS + " s");
            }
            return new String(process.getInputStream().readAllBytes(), UTF_8)
                    .lines()
                    .toList();
        } finally {
            process.destroyForcibly();
        }
    }
}
