package io.leat.log.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What is said about settings that have no effect: nothing that somebody wrote is passed over in silence. */
record Advice(List<String> warnings) {
    /** All names of Kafka 4.3.1's broker that this version does not serve, one a line. */
    private static final String NOT_SERVED = "not-served.txt";

    /** Kafka's names that start so are composed by users: settings of one listener, one mechanism, one plug-in. */
    private static final List<String> COMPOSED =
            List.of("listener.name.", "ssl.", "sasl.", "rsm.config.", "rlmm.config.", "config.providers.");

    /** Looks at what was written; {@code served} are the names that take effect. */
    static Advice on(Map<String, ?> written, Set<String> served) {
        List<String> unserved = written.keySet().stream()
                .filter(name -> !served.contains(name))
                .sorted()
                .toList();
        if (unserved.isEmpty()) {
            return new Advice(List.of()); // The usual case reads no resource.
        }
        Set<String> known = notServed();
        List<String> warnings = new ArrayList<>();
        for (String name : unserved) {
            warnings.add(known.contains(name) || isComposed(name) ? later(name) : unknown(name, served, known));
        }
        return new Advice(List.copyOf(warnings));
    }

    static Set<String> allNames(Collection<String> served) {
        Set<String> all = new TreeSet<>(served);
        all.addAll(notServed());
        return all;
    }

    private static String later(String name) {
        return name + " is a setting of Kafka's broker that this version does not serve; it has no effect";
    }

    private static String unknown(String name, Set<String> served, Set<String> known) {
        Set<String> all = new TreeSet<>(served);
        all.addAll(known);
        return name + " is not a setting of Kafka's broker; it has no effect"
                + Nearest.to(name, all)
                        .map(near -> ". Did you mean " + near + "?")
                        .orElse("");
    }

    private static boolean isComposed(String name) {
        return COMPOSED.stream().anyMatch(name::startsWith);
    }

    private static Set<String> notServed() {
        try (InputStream names = Advice.class.getResourceAsStream(NOT_SERVED)) {
            if (names == null) {
                throw new IllegalStateException(NOT_SERVED + " is missing in the jar");
            }
            return new String(names.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
