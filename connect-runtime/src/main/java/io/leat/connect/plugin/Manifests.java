package io.leat.connect.plugin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the plugins that code declares in {@code META-INF/services} (KIP-898). The files are read as text:
 * {@code ServiceLoader} would load and instantiate every class listed.
 */
final class Manifests {
    private static final Logger LOG = LoggerFactory.getLogger(Manifests.class);
    private static final String FOLDER = "META-INF/services/";

    private Manifests() {}

    /** What a location declares. */
    static Map<PluginKind, Set<String>> of(PluginLocation location) {
        Map<PluginKind, Set<String>> found = new EnumMap<>(PluginKind.class);
        for (Path source : location.codeSources()) {
            try {
                if (Files.isDirectory(source)) {
                    readTree(source, found);
                } else {
                    readJar(source, found);
                }
            } catch (IOException e) {
                LOG.warn("The manifests in {} cannot be read; the plugins they declare are left out.", source, e);
            }
        }
        return found;
    }

    private static void readTree(Path root, Map<PluginKind, Set<String>> found) throws IOException {
        for (PluginKind kind : PluginKind.values()) {
            Path file = root.resolve(FOLDER + kind.type().getName());
            if (Files.isRegularFile(file)) {
                try (InputStream in = Files.newInputStream(file)) {
                    add(kind, in, found);
                }
            }
        }
    }

    private static void readJar(Path jar, Map<PluginKind, Set<String>> found) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            for (PluginKind kind : PluginKind.values()) {
                JarEntry entry = file.getJarEntry(FOLDER + kind.type().getName());
                if (entry != null) {
                    try (InputStream in = file.getInputStream(entry)) {
                        add(kind, in, found);
                    }
                }
            }
        }
    }

    /** What the class path declares. */
    static Map<PluginKind, Set<String>> of(ClassLoader classPath) {
        Map<PluginKind, Set<String>> found = new EnumMap<>(PluginKind.class);
        for (PluginKind kind : PluginKind.values()) {
            String resource = FOLDER + kind.type().getName();
            try {
                for (URL url : Collections.list(classPath.getResources(resource))) {
                    URLConnection connection = url.openConnection();
                    if (connection instanceof JarURLConnection) {
                        connection.setUseCaches(false); // a cached jar stays open, and cannot be replaced everywhere
                    }
                    try (InputStream in = connection.getInputStream()) {
                        add(kind, in, found);
                    }
                }
            } catch (IOException e) {
                LOG.warn("The manifests {} cannot be read; the plugins they declare are left out.", resource, e);
            }
        }
        return found;
    }

    private static void add(PluginKind kind, InputStream manifest, Map<PluginKind, Set<String>> found)
            throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(manifest, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            int comment = line.indexOf('#');
            String name = (comment < 0 ? line : line.substring(0, comment)).trim();
            if (!name.isEmpty()) {
                found.computeIfAbsent(kind, k -> new TreeSet<>()).add(name);
            }
        }
    }
}
