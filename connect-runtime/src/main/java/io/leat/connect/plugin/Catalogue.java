package io.leat.connect.plugin;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What plugins there are, on the class path and in {@code plugin.path}. */
final class Catalogue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Catalogue.class);

    private final List<PluginDescriptor> plugins = new ArrayList<>();
    private final List<ClassLoader> loaders = new ArrayList<>();

    private Catalogue() {}

    /** Looks at everything there is, without loading a class. */
    static Catalogue discover(List<PluginLocation> locations, ClassLoader classPath) {
        Catalogue catalogue = new Catalogue();
        for (PluginLocation location : locations) {
            PluginClassLoader loader = new PluginClassLoader(location, classPath);
            Map<PluginKind, Set<String>> declared = Manifests.read(loader::findResources);
            boolean declaresConnectors =
                    declared.containsKey(PluginKind.SOURCE) || declared.containsKey(PluginKind.SINK);
            // Whoever declares connectors declares the rest; others may bring manifests with their libraries only.
            catalogue.add(loader, declaresConnectors ? declared : ClassScan.of(location, classPath));
        }
        catalogue.add(classPath, Manifests.read(classPath::getResources));
        return catalogue;
    }

    private void add(ClassLoader loader, Map<PluginKind, Set<String>> found) {
        loaders.add(loader);
        found.forEach((kind, classNames) ->
                classNames.forEach(name -> plugins.add(new PluginDescriptor(kind, name, loader))));
    }

    /** Every plugin, by kind, then by class name. */
    List<PluginDescriptor> all() {
        return plugins.stream()
                .sorted(Comparator.comparing(PluginDescriptor::kind).thenComparing(PluginDescriptor::className))
                .toList();
    }

    /**
     * The plugin that a configuration calls {@code name}: a class name or an alias. Of one class in several locations
     * the highest version is taken, and of equal ones the first on {@code plugin.path}.
     *
     * @throws PluginException if the name fits no plugin of these kinds, or several
     */
    PluginDescriptor find(String name, Set<PluginKind> kinds) {
        List<PluginDescriptor> fitting = new ArrayList<>();
        for (PluginKind kind : kinds) {
            PluginAliases.Resolution resolution = PluginAliases.resolve(name, kind, classNames(EnumSet.of(kind)));
            if (resolution instanceof PluginAliases.Resolution.Ambiguous ambiguous) {
                throw ambiguous(name, ambiguous.classNames());
            } else if (resolution instanceof PluginAliases.Resolution.Found found) {
                fitting.addAll(copies(found.className(), kind));
            }
        }
        Set<String> distinct = fitting.stream()
                .map(PluginDescriptor::className)
                .collect(Collectors.toCollection(java.util.TreeSet::new));
        if (distinct.size() > 1) {
            throw ambiguous(name, distinct);
        }
        if (fitting.size() == 1) {
            return fitting.get(0);
        }
        return fitting.stream()
                .max((a, b) -> PluginVersion.compare(a.version(), b.version()))
                .or(() -> undeclared(name, kinds))
                .orElseThrow(() -> unknown(name, kinds));
    }

    /** In the order of {@code plugin.path}, the class path last: max() keeps the first of equals. */
    private List<PluginDescriptor> copies(String className, PluginKind kind) {
        List<PluginDescriptor> copies = new ArrayList<>(plugins);
        copies.removeIf(plugin -> plugin.kind() != kind || !plugin.className().equals(className));
        return copies;
    }

    /** A class that no manifest lists can still be named in full. */
    private Optional<PluginDescriptor> undeclared(String name, Set<PluginKind> kinds) {
        for (ClassLoader loader : loaders) {
            try {
                Class<?> type = Class.forName(name, false, loader);
                for (PluginKind kind : kinds) {
                    if (kind.type().isAssignableFrom(type)) {
                        return Optional.of(new PluginDescriptor(kind, name, loader));
                    }
                }
            } catch (ClassNotFoundException | LinkageError notHere) {
                LOG.debug("No class {} from {}", name, loader);
            }
        }
        return Optional.empty();
    }

    private Set<String> classNames(Set<PluginKind> kinds) {
        return plugins.stream()
                .filter(plugin -> kinds.contains(plugin.kind()))
                .map(PluginDescriptor::className)
                .collect(Collectors.toSet());
    }

    private static PluginException ambiguous(String name, Set<String> classNames) {
        return new PluginException(
                "The name " + name + " fits several plugins: " + String.join(", ", classNames)
                        + ". Write the full class name of the one you mean.",
                null);
    }

    private PluginException unknown(String name, Set<PluginKind> kinds) {
        String what = kinds.stream().map(PluginKind::label).collect(Collectors.joining(" or "));
        List<String> nearest = NearestNames.ofClasses(name, classNames(kinds));
        return new PluginException(
                "There is no " + what + " plugin of the name " + name + ". "
                        + (nearest.isEmpty()
                                ? "None is installed: put one into a folder of plugin.path."
                                : "Nearest: " + String.join(", ", nearest)
                                        + ". If it should be there, see that its folder is in plugin.path."),
                null);
    }

    /** Closes the jars. */
    @Override
    public void close() {
        for (ClassLoader loader : loaders) {
            if (loader instanceof PluginClassLoader own) {
                try {
                    own.close();
                } catch (IOException e) {
                    LOG.warn("The {} did not close.", own, e);
                }
            }
        }
    }
}
