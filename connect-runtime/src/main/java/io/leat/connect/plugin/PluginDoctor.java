package io.leat.connect.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.connect.components.ConnectPlugin;
import org.apache.kafka.connect.connector.Connector;
import org.jspecify.annotations.Nullable;

/**
 * Examines a {@code plugin.path}: makes one of each plugin, asks it for its settings, and tells what will not work and why.
 * Runs the plugins' code.
 */
public final class PluginDoctor {

    /** Something about a place: what is wrong with it, and what to do. */
    public record Finding(boolean harmful, Path place, String what, String instead) {}

    /** A plugin in a place of the path. */
    public record Plugin(Path place, String className, PluginKind kind, String version) {}

    /** What was found; harmful findings first. */
    public record Report(List<Plugin> plugins, List<Finding> findings) {}

    private static final List<String> SHARED = List.of("kafka-clients-", "connect-api-", "slf4j-api-");
    private static final Pattern MISSING =
            Pattern.compile("(?:NoClassDefFoundError|ClassNotFoundException): ([\\w./$]+)");

    private final List<PluginLocation> locations;
    private final Catalogue catalogue;
    private final List<Finding> findings = new ArrayList<>();

    private PluginDoctor(List<PluginLocation> locations, Catalogue catalogue) {
        this.locations = locations;
        this.catalogue = catalogue;
    }

    /** Examines everything in {@code pluginPath}. */
    public static Report examine(String pluginPath) {
        List<PluginLocation> locations = PluginPath.locations(pluginPath);
        Catalogue catalogue = Catalogue.discover(
                locations,
                PluginDoctor.class.getClassLoader(),
                PluginDiscovery.HYBRID_WARN,
                new ScanCache(null, java.time.InstantSource.system()),
                Map.of());
        PluginDoctor doctor = new PluginDoctor(locations, catalogue);
        try {
            doctor.examinePath(pluginPath);
            doctor.examineLocations();
            List<Plugin> plugins = doctor.examinePlugins();
            doctor.examineCopies(plugins);
            doctor.findings.sort(
                    java.util.Comparator.comparing(Finding::harmful).reversed());
            return new Report(plugins, List.copyOf(doctor.findings));
        } finally {
            doctor.close();
        }
    }

    private void close() {
        for (DiscoveredLocation found : catalogue.locations().values()) {
            try {
                found.loader().close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException("cannot close " + found.loader(), e);
            }
        }
    }

    private void examinePath(String pluginPath) {
        Arrays.stream(pluginPath.split(",", -1))
                .map(String::trim)
                .filter(element -> !element.isEmpty())
                .map(Path::of)
                .filter(element -> !Files.exists(element))
                .forEach(element -> harm(element, "plugin.path names it, and it is not there", "Correct plugin.path."));
    }

    private void examineLocations() {
        Map<Path, List<PluginLocation>> byFolder = locations.stream()
                .collect(Collectors.groupingBy(PluginDoctor::folder, TreeMap::new, Collectors.toList()));
        byFolder.forEach((folder, inside) -> {
            List<PluginLocation> jars = inside.stream()
                    .filter(place -> Files.isRegularFile(place.root()))
                    .toList();
            boolean libraries = jars.stream().anyMatch(this::isEmpty);
            if (libraries && !jars.stream().allMatch(this::isEmpty)) {
                harm(
                        folder,
                        "is the folder of one plugin: its jars do not see each other, for each counts as a plugin",
                        "Name the folder above it in plugin.path: " + folder.getParent() + ".");
            }
            inside.stream()
                    .filter(place -> isEmpty(place) && !(libraries && jars.contains(place)))
                    .forEach(place -> note(place.root(), "has no plugin in it", "Remove it, if it is no plugin."));
        });
        for (PluginLocation place : locations) {
            List<String> shared = place.codeSources().stream()
                    .map(jar -> String.valueOf(jar.getFileName()))
                    .filter(jar -> SHARED.stream().anyMatch(jar::startsWith))
                    .toList();
            if (!shared.isEmpty()) {
                note(
                        place.root(),
                        "brings what the worker shares with plugins, and that is not used: "
                                + String.join(", ", shared),
                        "Remove these jars.");
            }
            DiscoveredLocation found = catalogue.locations().get(place);
            if (found != null && !found.scan().undeclared().isEmpty()) {
                note(
                        place.root(),
                        "does not declare in META-INF/services: "
                                + String.join(", ", found.scan().undeclared()),
                        "With plugin.discovery=service_load they would not be found; leave it as it is.");
            }
        }
    }

    private static Path folder(PluginLocation place) {
        Path parent = place.root().getParent();
        return parent == null ? place.root() : parent;
    }

    private boolean isEmpty(PluginLocation place) {
        DiscoveredLocation found = catalogue.locations().get(place);
        return found == null || found.plugins(PluginDiscovery.HYBRID_WARN).isEmpty();
    }

    private List<Plugin> examinePlugins() {
        List<Plugin> plugins = new ArrayList<>();
        for (PluginDescriptor plugin : catalogue.all()) {
            if (plugin.loader() instanceof PluginClassLoader own) {
                Path place = own.location().root();
                String trouble = trouble(plugin);
                if (trouble == null) {
                    plugins.add(new Plugin(place, plugin.className(), plugin.kind(), plugin.version()));
                } else {
                    plugins.add(
                            new Plugin(place, plugin.className(), plugin.kind(), PluginDescriptor.UNDEFINED_VERSION));
                    harm(place, plugin.className() + " cannot be used: " + trouble, missingFrom(trouble));
                }
            }
        }
        return plugins;
    }

    /** What goes wrong when a plugin is made and asked for its settings and its task; null if nothing does. */
    private static @Nullable String trouble(PluginDescriptor plugin) {
        try {
            Object made = plugin.newInstance();
            LoaderSwap.run(made, () -> ask(made));
            return null;
        } catch (RuntimeException | LinkageError e) {
            Throwable root = e;
            while (root.getCause() != null && root.getCause() != root) {
                root = root.getCause();
            }
            return root.toString();
        }
    }

    private static void ask(Object plugin) {
        if (plugin instanceof Connector connector) {
            var unused = connector.config();
            var unusedTask = Instances.of(connector.taskClass());
        } else if (plugin instanceof ConnectPlugin other) {
            var unused = other.config();
        }
    }

    private String missingFrom(String trouble) {
        Matcher missing = MISSING.matcher(trouble);
        if (!missing.find()) {
            return "Ask who wrote the plugin, or install another version.";
        }
        String name = missing.group(1).replace('.', '/');
        return whereIs(name)
                .map(jar -> "The class is in " + jar + ": put that jar beside the plugin.")
                .orElse("A jar with " + name.replace('/', '.') + " is missing beside it: install the plugin with all it"
                        + " needs, by ./leat plugins install.");
    }

    private Optional<Path> whereIs(String name) {
        return locations.stream()
                .flatMap(place -> place.codeSources().stream())
                .filter(jar -> String.valueOf(jar).toLowerCase(Locale.ROOT).endsWith(".jar"))
                .filter(jar -> has(jar, name + ".class"))
                .findFirst();
    }

    private static boolean has(Path jar, String entry) {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.getEntry(entry) != null;
        } catch (IOException e) {
            return false;
        }
    }

    private void examineCopies(List<Plugin> plugins) {
        Map<String, List<Plugin>> copies = plugins.stream()
                .filter(plugin -> plugin.kind().isConnector())
                .collect(Collectors.groupingBy(
                        plugin -> plugin.className() + " " + plugin.version(), TreeMap::new, Collectors.toList()));
        copies.forEach((name, same) -> {
            if (same.size() > 1) {
                note(
                        same.get(0).place(),
                        "has " + name + ", which is also in "
                                + same.stream()
                                        .skip(1)
                                        .flatMap(plugin -> Stream.of(String.valueOf(plugin.place())))
                                        .collect(Collectors.joining(", ")),
                        "The first on plugin.path is taken; remove the others.");
            }
        });
    }

    private void harm(Path place, String what, String instead) {
        findings.add(new Finding(true, place, what, instead));
    }

    private void note(Path place, String what, String instead) {
        findings.add(new Finding(false, place, what, instead));
    }
}
