package io.leat.connect.plugin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Enumeration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the plugins that code declares in {@code META-INF/services} (KIP-898). The files are read as text:
 * {@code ServiceLoader} would load and instantiate every class listed.
 */
final class Manifests {
    private static final Logger LOG = LoggerFactory.getLogger(Manifests.class);

    /** Where the manifests of a resource name are: a plugin's own, or all of the class path. */
    interface Resources {
        Enumeration<URL> named(String name) throws IOException;
    }

    private Manifests() {}

    static Map<PluginKind, Set<String>> read(Resources resources) {
        Map<PluginKind, Set<String>> found = new EnumMap<>(PluginKind.class);
        for (PluginKind kind : PluginKind.values()) {
            String resource = "META-INF/services/" + kind.type().getName();
            try {
                for (URL url : Collections.list(resources.named(resource))) {
                    found.computeIfAbsent(kind, k -> new TreeSet<>()).addAll(classNames(url));
                }
            } catch (IOException e) {
                LOG.warn("The manifests {} cannot be read; the plugins they declare are left out.", resource, e);
            }
        }
        return found;
    }

    private static Set<String> classNames(URL url) throws IOException {
        Set<String> names = new TreeSet<>();
        URLConnection connection = url.openConnection();
        if (connection instanceof JarURLConnection) {
            connection.setUseCaches(false); // a cached jar stays open, and cannot be replaced on some systems
        }
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int comment = line.indexOf('#');
                String name = (comment < 0 ? line : line.substring(0, comment)).trim();
                if (!name.isEmpty()) {
                    names.add(name);
                }
            }
        }
        return names;
    }
}
