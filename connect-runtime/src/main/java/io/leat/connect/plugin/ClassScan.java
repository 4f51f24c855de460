package io.leat.connect.plugin;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds plugins in a location that declares none: reads the head of every class file and follows superclasses and
 * interfaces up to {@code connect-api}. No class is loaded, so no code of the plugin runs and a class whose
 * dependencies are missing does no harm.
 */
final class ClassScan {
    private static final Logger LOG = LoggerFactory.getLogger(ClassScan.class);

    private final Map<String, ClassHeader> headers = new HashMap<>();
    private final ClassLoader parent;

    private ClassScan(ClassLoader parent) {
        this.parent = parent;
    }

    /** The class names of each kind in the location; {@code parent} is asked for types that the location lacks. */
    static Map<PluginKind, Set<String>> of(PluginLocation location, ClassLoader parent) {
        ClassScan scan = new ClassScan(parent);
        location.codeSources().forEach(scan::read);
        Map<PluginKind, Set<String>> found = new HashMap<>();
        for (ClassHeader header : Set.copyOf(scan.headers.values())) {
            if (header.isPublicAndConcrete()) {
                for (PluginKind kind : PluginKind.values()) {
                    if (scan.descends(header.name(), kind.type().getName(), new HashSet<>())) {
                        found.computeIfAbsent(kind, k -> new TreeSet<>()).add(header.name());
                    }
                }
            }
        }
        return found;
    }

    private void read(Path codeSource) {
        try {
            if (Files.isDirectory(codeSource)) {
                readTree(codeSource);
            } else {
                readJar(codeSource);
            }
        } catch (IOException e) {
            LOG.warn("The plugin code in {} cannot be read and is left out.", codeSource, e);
        }
    }

    private void readTree(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (isOrdinaryClass(root.relativize(file).toString())) {
                    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
                        add(in, file.toString());
                    }
                }
            }
        }
    }

    private void readJar(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            for (Enumeration<JarEntry> entries = file.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                if (isOrdinaryClass(entry.getName())) {
                    try (InputStream in = new BufferedInputStream(file.getInputStream(entry))) {
                        add(in, jar + "!" + entry.getName());
                    }
                }
            }
        }
    }

    /** Classes for newer JDKs under META-INF repeat ordinary ones; descriptors are no types. */
    private static boolean isOrdinaryClass(String path) {
        return path.endsWith(".class")
                && !path.startsWith("META-INF/")
                && !path.endsWith("module-info.class")
                && !path.endsWith("package-info.class");
    }

    private void add(InputStream in, String where) {
        try {
            ClassHeader header = ClassHeader.read(in);
            headers.putIfAbsent(header.name(), header);
        } catch (IOException e) {
            LOG.debug("{} is no readable class file and is passed over.", where, e);
        }
    }

    private boolean descends(String name, String wanted, Set<String> seen) {
        if (name.equals(wanted)) {
            return true;
        }
        if (name.startsWith("java.") || !seen.add(name)) {
            return false;
        }
        ClassHeader header = headers.computeIfAbsent(name, this::fromParent);
        if (header == null) {
            return false;
        }
        if (header.superName() != null && descends(header.superName(), wanted, seen)) {
            return true;
        }
        return header.interfaces().stream().anyMatch(type -> descends(type, wanted, seen));
    }

    private @Nullable ClassHeader fromParent(String name) {
        try (InputStream in = parent.getResourceAsStream(name.replace('.', '/') + ".class")) {
            return in == null ? null : ClassHeader.read(new BufferedInputStream(in));
        } catch (IOException e) {
            return null; // a type nobody can read is no plugin type
        }
    }
}
