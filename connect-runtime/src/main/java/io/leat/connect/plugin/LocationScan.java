package io.leat.connect.plugin;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was found in a location, as class names by kind. As text it is a line per class, so that it can be kept.
 *
 * @param declared in {@code META-INF/services}
 * @param scanned by reading class files; null if they were not read
 */
record LocationScan(
        Map<PluginKind, Set<String>> declared, @Nullable Map<PluginKind, Set<String>> scanned) {
    private static final String HEAD = "leat-plugin-scan 1";
    private static final String SCANNED = "scanned";
    private static final String DECLARED = "declared";

    /** Reads the location. */
    static LocationScan of(PluginLocation location, ClassLoader parent, boolean scans) {
        return new LocationScan(Manifests.of(location), scans ? ClassScan.of(location, parent) : null);
    }

    /** Whether it says all that {@code mode} asks for. */
    boolean suits(PluginDiscovery mode) {
        return scanned != null || !mode.scans();
    }

    /** The classes that {@code mode} has. */
    Map<PluginKind, Set<String>> plugins(PluginDiscovery mode) {
        Map<PluginKind, Set<String>> plugins = new EnumMap<>(PluginKind.class);
        if (mode.readsManifests()) {
            declared.forEach((kind, names) ->
                    plugins.computeIfAbsent(kind, k -> new TreeSet<>()).addAll(names));
        }
        if (mode.scans() && scanned != null) {
            scanned.forEach((kind, names) ->
                    plugins.computeIfAbsent(kind, k -> new TreeSet<>()).addAll(names));
        }
        return plugins;
    }

    /** The classes that are plugins and that no manifest names. */
    Set<String> undeclared() {
        Set<String> undeclared = new TreeSet<>();
        if (scanned != null) {
            scanned.forEach((kind, names) -> names.stream()
                    .filter(name -> !declared.getOrDefault(kind, Set.of()).contains(name))
                    .forEach(undeclared::add));
        }
        return undeclared;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>(List.of(HEAD));
        add(lines, DECLARED, declared);
        if (scanned != null) {
            lines.add(SCANNED);
            add(lines, SCANNED, scanned);
        }
        return lines;
    }

    private static void add(List<String> lines, String how, Map<PluginKind, Set<String>> found) {
        found.forEach((kind, names) -> names.forEach(name -> lines.add(how + " " + kind.label() + " " + name)));
    }

    /** Reads {@link #lines}; empty if they are not whole or from another version. */
    static Optional<LocationScan> parse(List<String> lines) {
        if (lines.isEmpty() || !lines.get(0).equals(HEAD)) {
            return Optional.empty();
        }
        Map<PluginKind, Set<String>> declared = new EnumMap<>(PluginKind.class);
        Map<PluginKind, Set<String>> scanned = new EnumMap<>(PluginKind.class);
        for (String line : lines.subList(1, lines.size())) {
            String[] parts = line.split(" ", -1);
            Optional<PluginKind> kind = parts.length == 3 ? kind(parts[1]) : Optional.empty();
            if (kind.isPresent()) {
                (parts[0].equals(DECLARED) ? declared : scanned)
                        .computeIfAbsent(kind.get(), k -> new TreeSet<>())
                        .add(parts[2]);
            } else if (!line.equals(SCANNED)) {
                return Optional.empty();
            }
        }
        return Optional.of(new LocationScan(declared, lines.contains(SCANNED) ? scanned : null));
    }

    private static Optional<PluginKind> kind(String label) {
        return Stream.of(PluginKind.values())
                .filter(kind -> kind.label().equals(label))
                .findFirst();
    }
}
