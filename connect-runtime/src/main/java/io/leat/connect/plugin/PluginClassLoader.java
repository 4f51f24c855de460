package io.leat.connect.plugin;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Loads one plugin's classes, its own before the worker's, so that two plugins can bring two versions of a library.
 * {@link ParentFirst} says what is shared all the same. Resources are looked up in the same order; of a service whose type
 * the plugin brings itself, it sees its own providers alone.
 */
final class PluginClassLoader extends URLClassLoader {
    static {
        ClassLoader.registerAsParallelCapable();
    }

    private static final String SERVICES = "META-INF/services/";

    private final PluginLocation location;

    PluginClassLoader(PluginLocation location, ClassLoader parent) {
        super(location.root().getFileName() + "", urls(location), parent);
        this.location = location;
    }

    PluginLocation location() {
        return location;
    }

    private static URL[] urls(PluginLocation location) {
        try {
            URL[] urls = new URL[location.codeSources().size()];
            for (int i = 0; i < urls.length; i++) {
                urls[i] = location.codeSources().get(i).toUri().toURL();
            }
            return urls;
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("A plugin's path has no URL: " + location.root(), e);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (ParentFirst.test(name)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded == null) {
                loaded = ownOrParents(name);
            }
            if (resolve) {
                resolveClass(loaded);
            }
            return loaded;
        }
    }

    private Class<?> ownOrParents(String name) throws ClassNotFoundException {
        try {
            return findClass(name);
        } catch (ClassNotFoundException notOurs) {
            return super.loadClass(name, false);
        }
    }

    @Override
    public @Nullable URL getResource(String name) {
        URL own = findResource(name);
        return own != null ? own : super.getResource(name);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        List<URL> found = new ArrayList<>(Collections.list(findResources(name)));
        if (!isServiceOfItsOwn(name)) {
            found.addAll(Collections.list(getParent().getResources(name)));
        }
        return Collections.enumeration(found);
    }

    /**
     * Whether it lists the providers of a type that the plugin brings itself: those of the worker implement another type
     * of that name, and would fail whoever looks for providers.
     */
    private boolean isServiceOfItsOwn(String resource) {
        if (!resource.startsWith(SERVICES)) {
            return false;
        }
        String type = resource.substring(SERVICES.length());
        return !ParentFirst.test(type) && findResource(type.replace('.', '/') + ".class") != null;
    }

    @Override
    public String toString() {
        return "plugin " + location.root();
    }
}
