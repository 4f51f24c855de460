package io.leat.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a process wrote, standard output and error together, line by line as it comes. The last lines are kept. */
final class ProcessOutput {
    private static final int KEPT = 20_000;
    private static final int SHOWN = 60;

    private final List<String> lines = new ArrayList<>();
    private final Thread reader;
    private boolean ended;

    ProcessOutput(String name, InputStream stream) {
        reader = new Thread(() -> read(stream), "output of " + name);
        reader.setDaemon(true);
        reader.start();
    }

    private void read(InputStream stream) {
        try (var in = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                add(line);
            }
        } catch (IOException e) {
            add("(output broke off: " + e.getMessage() + ")");
        } finally {
            end();
        }
    }

    private synchronized void add(String line) {
        if (lines.size() >= KEPT) {
            lines.subList(0, KEPT / 2).clear();
        }
        lines.add(line);
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** True once nothing more can come: the process is about to end, or has. */
    synchronized boolean hasEnded() {
        return ended;
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /** The end of the output, indented, for messages. */
    synchronized String tail() {
        var last = lines.subList(Math.max(0, lines.size() - SHOWN), lines.size());
        return last.isEmpty() ? "    (it wrote nothing)" : "    " + String.join("\n    ", last);
    }

    /** The first kept or coming line in which {@code regex} is found; null when time or output ends before. */
    synchronized @Nullable Matcher await(Pattern regex, Duration deadline) throws InterruptedException {
        long end = System.nanoTime() + deadline.toNanos();
        for (int next = 0; ; ) {
            for (; next < lines.size(); next++) {
                var matcher = regex.matcher(lines.get(next));
                if (matcher.find()) {
                    return matcher;
                }
            }
            long left = end - System.nanoTime();
            if (ended || left <= 0) {
                return null;
            }
            int before = lines.size();
            wait(Math.max(1, left / 1_000_000));
            if (lines.size() < before) {
                next = 0;
            }
        }
    }

    /** Waits until everything that a dead process wrote has been read. */
    void drain() throws InterruptedException {
        reader.join(5_000);
    }
}
