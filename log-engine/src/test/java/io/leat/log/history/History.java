package io.leat.log.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Records what happens, in one order for all threads. What is about to be asked is recorded before, an answer after it came. */
final class History {
    private final long start = System.nanoTime();
    private final List<Event> events = new ArrayList<>();
    private final List<Integer> millis = new ArrayList<>();

    synchronized void add(Event event) {
        events.add(event);
        millis.add((int) ((System.nanoTime() - start) / 1_000_000));
    }

    /** How many events of this kind there are from {@code from} on. */
    synchronized long count(Class<? extends Event> kind, int from) {
        return events.subList(from, events.size()).stream()
                .filter(kind::isInstance)
                .count();
    }

    synchronized int size() {
        return events.size();
    }

    /** What happened so far. */
    synchronized List<Event> events() {
        return List.copyOf(events);
    }

    /** Keeps it in a file: a line for each event, with its number and the milliseconds since the start. */
    synchronized void write(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            try (var out = Files.newBufferedWriter(file)) {
                for (int i = 0; i < events.size(); i++) {
                    out.write("%d %d %s%n".formatted(i, millis.get(i), events.get(i)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The history could not be kept in " + file, e);
        }
    }
}
