package io.leat.connect.plugin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What plugins there are, on the class path and in {@code plugin.path}. */
final class Catalogue {
    private static final Logger LOG = LoggerFactory.getLogger(Catalogue.class);

    private final List<PluginDescriptor> plugins = new ArrayList<>();
    private final List<ClassLoader> loaders = new ArrayList<>();
    private final Map<PluginLocation, DiscoveredLocation> locations = new LinkedHashMap<>();

    private Catalogue() {}

    /**
     * Looks at everything there is, without loading a class.
     *
     * @param before what was there at the last look: code that is still the same keeps its loader
     */
    static Catalogue discover(
            List<PluginLocation> places,
            ClassLoader classPath,
            PluginDiscovery mode,
            ScanCache cache,
            Map<PluginLocation, DiscoveredLocation> before) {
        Catalogue catalogue = new Catalogue();
        places.parallelStream()
                .map(place -> DiscoveredLocation.of(place, classPath, mode, cache, before))
                .forEachOrdered(found -> {
                    catalogue.locations.put(found.location(), found);
                    catalogue.add(found.loader(), found.plugins(mode));
                });
        catalogue.add(classPath, Manifests.of(classPath));
        return catalogue;
    }

    private void add(ClassLoader loader, Map<PluginKind, Set<String>> found) {
        loaders.add(loader);
        found.forEach((kind, classNames) ->
                classNames.forEach(name -> plugins.add(new PluginDescriptor(kind, name, loader))));
    }

    /**
     * Warns of plugins that are declared nowhere, if {@code mode} says so.
     *
     * @throws PluginException if {@code mode} fails for them
     */
    void reportUndeclared(PluginDiscovery mode) {
        if (mode != PluginDiscovery.HYBRID_WARN && mode != PluginDiscovery.HYBRID_FAIL) {
            return;
        }
        List<String> undeclared = new ArrayList<>();
        locations.forEach((place, found) -> {
            Set<String> names = found.scan().undeclared();
            if (!names.isEmpty()) {
                undeclared.add(place.root() + " (" + String.join(", ", names) + ")");
            }
        });
        if (undeclared.isEmpty()) {
            return;
        }
        String message = "Plugins that no META-INF/services declares, and that plugin.discovery=service_load would not"
                + " find: " + String.join("; ", undeclared) + ".";
        if (mode == PluginDiscovery.HYBRID_FAIL) {
            throw new PluginException(
                    PluginException.Reason.BROKEN,
                    message + " Declare them, or set plugin.discovery=hybrid_warn in the worker's settings.",
                    null);
        }
        LOG.warn("{} Set plugin.discovery=only_scan to be told no more.", message);
    }

    /** What was found in each location of {@code plugin.path}. */
    Map<PluginLocation, DiscoveredLocation> locations() {
        return locations;
    }

    /** Every plugin, by kind, then by class name. */
    List<PluginDescriptor> all() {
        return plugins.stream()
                .sorted(Comparator.comparing(PluginDescriptor::kind).thenComparing(PluginDescriptor::className))
                .toList();
    }

    /**
     * The plugin that a configuration asks for. Of one class in several locations the one in the version asked for is
     * taken; where none is, that of the request's home; then the highest version, and of equal ones the first on
     * {@code plugin.path}.
     *
     * @throws PluginException if the name fits no plugin of these kinds, or several, or none in that version
     */
    PluginDescriptor find(PluginRequest request, Set<PluginKind> kinds) {
        List<PluginDescriptor> fitting = copies(request.name(), kinds);
        if (PluginVersion.Requirement.of(request.version()) instanceof PluginVersion.Requirement.In in) {
            return fitting.stream()
                    .filter(plugin -> in.admits(plugin.version()))
                    .max(Catalogue::compareVersions)
                    .orElseThrow(() -> noSuchVersion(request.name(), in, fitting));
        }
        if (fitting.size() == 1) {
            return fitting.get(0);
        }
        return fitting.stream()
                .filter(plugin -> plugin.loader() == request.home())
                .findFirst()
                .or(() -> fitting.stream().max(Catalogue::compareVersions))
                .orElseThrow();
    }

    /** The versions there are of what a configuration calls {@code name}, the highest first; none if it is not there. */
    List<String> versions(String name, Set<PluginKind> kinds) {
        try {
            return copies(name, kinds).stream()
                    .sorted((a, b) -> compareVersions(b, a))
                    .map(PluginDescriptor::version)
                    .distinct()
                    .toList();
        } catch (PluginException notThere) {
            return List.of();
        }
    }

    private static int compareVersions(PluginDescriptor a, PluginDescriptor b) {
        return PluginVersion.compare(a.version(), b.version());
    }

    /** Every copy of the one class that the name stands for, in the order of {@code plugin.path}; at least one. */
    private List<PluginDescriptor> copies(String name, Set<PluginKind> kinds) {
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
        if (fitting.isEmpty()) {
            fitting.addAll(undeclared(name, kinds));
        }
        if (fitting.isEmpty()) {
            throw unknown(name, kinds);
        }
        return fitting;
    }

    /** In the order of {@code plugin.path}, the class path last: max() keeps the first of equals. */
    private List<PluginDescriptor> copies(String className, PluginKind kind) {
        List<PluginDescriptor> copies = new ArrayList<>(plugins);
        copies.removeIf(plugin -> plugin.kind() != kind || !plugin.className().equals(className));
        return copies;
    }

    /** A class that no manifest lists can still be named in full. */
    private List<PluginDescriptor> undeclared(String name, Set<PluginKind> kinds) {
        for (ClassLoader loader : loaders) {
            try {
                Class<?> type = Class.forName(name, false, loader);
                for (PluginKind kind : kinds) {
                    if (kind.type().isAssignableFrom(type)) {
                        return List.of(new PluginDescriptor(kind, name, loader));
                    }
                }
            } catch (ClassNotFoundException | LinkageError notHere) {
                LOG.debug("No class {} from {}", name, loader);
            }
        }
        return List.of();
    }

    private Set<String> classNames(Set<PluginKind> kinds) {
        return plugins.stream()
                .filter(plugin -> kinds.contains(plugin.kind()))
                .map(PluginDescriptor::className)
                .collect(Collectors.toSet());
    }

    private static PluginException noSuchVersion(
            String name, PluginVersion.Requirement.In wanted, List<PluginDescriptor> there) {
        return new PluginException(
                PluginException.Reason.NO_SUCH_VERSION,
                "There is no version " + wanted.text() + " of " + name + ". Installed: "
                        + there.stream().map(PluginDescriptor::version).collect(Collectors.joining(", "))
                        + ". Write one of them or a range with one, or install that version.",
                null);
    }

    private static PluginException ambiguous(String name, Set<String> classNames) {
        return new PluginException(
                PluginException.Reason.AMBIGUOUS,
                "The name " + name + " fits several plugins: " + String.join(", ", classNames)
                        + ". Write the full class name of the one you mean.",
                null);
    }

    private PluginException unknown(String name, Set<PluginKind> kinds) {
        String what = kinds.stream().map(PluginKind::label).collect(Collectors.joining(" or "));
        List<String> nearest = NearestNames.ofClasses(name, classNames(kinds));
        return new PluginException(
                PluginException.Reason.UNKNOWN,
                "There is no " + what + " plugin of the name " + name + ". "
                        + (nearest.isEmpty()
                                ? "None is installed: put one into a folder of plugin.path."
                                : "Nearest: " + String.join(", ", nearest)
                                        + ". If it should be there, see that its folder is in plugin.path."),
                null);
    }
}
