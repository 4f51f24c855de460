package io.leat.connect.plugin;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The names one class answers to in a configuration. Pure. */
final class PluginAliases {

    /** What a name in a configuration stands for. */
    sealed interface Resolution {
        record Found(String className) implements Resolution {}

        /** The name is short for several classes. */
        record Ambiguous(Set<String> classNames) implements Resolution {}

        record Unknown() implements Resolution {}
    }

    private PluginAliases() {}

    /**
     * Finds the class that {@code name} stands for. A full class name wins over any alias.
     *
     * @param classNames full (binary) names of the plugins of {@code kind}
     */
    static Resolution resolve(String name, PluginKind kind, Collection<String> classNames) {
        if (classNames.contains(name)) {
            return new Resolution.Found(name);
        }
        Set<String> fitting = new TreeSet<>();
        for (String className : classNames) {
            if (of(className, kind).contains(name)) {
                fitting.add(className);
            }
        }
        return switch (fitting.size()) {
            case 0 -> new Resolution.Unknown();
            case 1 -> new Resolution.Found(fitting.iterator().next());
            default -> new Resolution.Ambiguous(fitting);
        };
    }

    /**
     * The aliases of a class: without its package, that without the suffix of its kind, and for a nested class the
     * name of the inner class too, as Kafka Connect has it. {@code a.b.Cast$Value} is {@code Cast$Value} and
     * {@code Value}.
     */
    static Set<String> of(String className, PluginKind kind) {
        String simple = className.substring(className.lastIndexOf('.') + 1);
        Set<String> aliases = new LinkedHashSet<>();
        for (String name : List.of(simple, simple.substring(simple.lastIndexOf('$') + 1))) {
            aliases.add(name);
            addPruned(aliases, name, kind.suffix());
            if (kind == PluginKind.HEADER_CONVERTER) {
                addPruned(aliases, name, PluginKind.CONVERTER.suffix()); // most of them are Converters too
            }
        }
        return aliases;
    }

    private static void addPruned(Set<String> aliases, String name, String suffix) {
        if (name.endsWith(suffix) && name.length() > suffix.length()) {
            aliases.add(name.substring(0, name.length() - suffix.length()));
        }
    }
}
