package io.leat.log.settings;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What is said about settings that have no effect: nothing that somebody wrote is passed over in silence. */
record Advice(List<String> warnings) {
    /** All names of Kafka 4.3.1's broker that this version does not serve, one a line. */
    private static final String NOT_SERVED = "not-served.txt";

    /** Kafka's names that start so are composed by users: settings of one listener, one mechanism, one plug-in. */
    private static final List<String> COMPOSED =
            List.of("listener.name.", "ssl.", "sasl.", "rsm.config.", "rlmm.config.", "config.providers.");

    /** Looks at what was written; {@code served} are the names that take effect, beside those of TLS and SASL. */
    static Advice on(Map<String, ?> written, Set<String> served) {
        List<String> unserved = written.keySet().stream()
                .filter(name -> !served.contains(name) && !SecuritySettings.serves(name))
                .sorted()
                .toList();
        List<String> warnings = new ArrayList<>(ListenerSettings.advice(written));
        if (unserved.isEmpty()) {
            return new Advice(List.copyOf(warnings)); // The usual case reads no list of what is not served.
        }
        Set<String> known = notServed();
        for (String name : unserved) {
            warnings.add(known.contains(name) || isComposed(name) ? later(name) : unknown(name, served, known));
        }
        return new Advice(List.copyOf(warnings));
    }

    static Set<String> allNames(Collection<String> served) {
        Set<String> all = new TreeSet<>(served);
        all.addAll(SecuritySettings.names());
        all.addAll(notServed());
        return all;
    }

    private static String later(String name) {
        return name + " is a setting of Kafka's broker that this version does not serve; it has no effect";
    }

    private static String unknown(String name, Set<String> served, Set<String> known) {
        Set<String> all = new TreeSet<>(served);
        all.addAll(SecuritySettings.names());
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
        return NameList.read(NOT_SERVED);
    }
}
