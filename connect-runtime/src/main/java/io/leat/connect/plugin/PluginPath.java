package io.leat.connect.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads {@code plugin.path}: a comma-separated list of directories, each holding plugins side by side. A plugin is a
 * folder of jars, a single jar, or the root folder of a tree of classes. A list element may be a plugin's jar itself.
 *
 * <p>What cannot be read is logged with its path and left out: a wrong path must not keep the worker from starting.
 */
final class PluginPath {
    private static final Logger LOG = LoggerFactory.getLogger(PluginPath.class);

    private static final int DEPTH = 16;

    /** Deeper folders are not looked at: a link to {@code /} must not make the worker read the whole disk. */
    private static final int DEPTH_BEHIND_LINKS = 3;

    private PluginPath() {}

    /** The locations in a {@code plugin.path} value, in the order of the list and by name within a directory. */
    static List<PluginLocation> locations(String pluginPath) {
        return Arrays.stream(pluginPath.split(","))
                .map(String::trim)
                .filter(element -> !element.isEmpty())
                .flatMap(element -> inElement(Path.of(element).toAbsolutePath().normalize()).stream())
                .toList();
    }

    private static List<PluginLocation> inElement(Path element) {
        if (isJar(element)) {
            return List.of(new PluginLocation(element, List.of(element)));
        }
        if (!Files.isDirectory(element)) {
            LOG.warn(
                    "plugin.path names {}, which is no directory: no plugin is loaded from it. Name a directory"
                            + " that holds one folder or one jar per plugin.",
                    element);
            return List.of();
        }
        try (Stream<Path> children = Files.list(element)) {
            return children.filter(child -> !isOnItsWay(child))
                    .sorted()
                    .flatMap(child -> at(child).stream())
                    .toList();
        } catch (IOException e) {
            LOG.warn("plugin.path names {}, which cannot be listed: no plugin is loaded from it.", element, e);
            return List.of();
        }
    }

    /** What {@code leat plugins} is just putting there, or taking away. */
    private static boolean isOnItsWay(Path child) {
        return String.valueOf(child.getFileName()).startsWith(".leat-");
    }

    private static Optional<PluginLocation> at(Path child) {
        if (isJar(child)) {
            return Optional.of(new PluginLocation(child, List.of(child)));
        }
        if (!Files.isDirectory(child)) {
            return Optional.empty();
        }
        Walk walk = new Walk();
        try {
            walk.in(child, DEPTH);
        } catch (IOException e) {
            LOG.warn("The plugin in {} cannot be read and is left out.", child, e);
            return Optional.empty();
        }
        if (!walk.jars.isEmpty()) {
            return Optional.of(
                    new PluginLocation(child, walk.jars.stream().sorted().toList()));
        }
        return walk.classes ? Optional.of(new PluginLocation(child, List.of(child))) : Optional.empty();
    }

    /** What is in a plugin's folder, behind links too, each folder once. */
    private static final class Walk {
        private final Set<Path> seen = new HashSet<>();
        private final List<Path> jars = new ArrayList<>();
        private boolean classes;

        void in(Path folder, int depth) throws IOException {
            if (depth == 0 || !seen.add(folder.toRealPath())) {
                return;
            }
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    if (isJar(file)) {
                        jars.add(file);
                    } else if (file.toString().endsWith(".class")) {
                        classes = true;
                    } else if (Files.isDirectory(file)) {
                        in(file, Files.isSymbolicLink(file) ? Math.min(depth - 1, DEPTH_BEHIND_LINKS) : depth - 1);
                    }
                }
            }
        }
    }

    private static boolean isJar(Path path) {
        String name = path.toString().toLowerCase(Locale.ROOT);
        return (name.endsWith(".jar") || name.endsWith(".zip")) && Files.isRegularFile(path);
    }
}
