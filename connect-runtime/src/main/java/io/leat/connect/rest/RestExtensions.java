package io.leat.connect.rest;

import io.leat.connect.plugin.LoaderSwap;
import io.leat.connect.plugin.Plugins;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.health.ConnectClusterState;
import org.apache.kafka.connect.rest.ConnectRestExtension;
import org.apache.kafka.connect.rest.ConnectRestExtensionContext;
import org.glassfish.jersey.server.ResourceConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The extensions of {@code rest.extension.classes} (KIP-285), each from its own plugin's loader. */
final class RestExtensions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RestExtensions.class);

    private final List<ConnectRestExtension> extensions = new ArrayList<>();

    /**
     * Makes the extensions and lets them register what they add to {@code application}.
     *
     * @throws io.leat.connect.plugin.PluginException if there is no such class, or it cannot be made
     */
    void register(
            List<String> classNames,
            Plugins plugins,
            Map<String, String> worker,
            ResourceConfig application,
            ConnectClusterState state) {
        record Context(ResourceConfig configurable, ConnectClusterState clusterState)
                implements ConnectRestExtensionContext {}
        for (String className : classNames) {
            ConnectRestExtension extension = plugins.newRestExtension(className);
            extensions.add(extension);
            LoaderSwap.run(extension, () -> {
                extension.configure(worker);
                extension.register(new Context(application, state));
            });
            LOG.info("REST has the extension {} {}", extension.getClass().getName(), extension.version());
        }
    }

    /** What finds the worker's classes and then those of the extensions: code of theirs looks things up by name. */
    ClassLoader loader() {
        ClassLoader worker = RestExtensions.class.getClassLoader();
        List<ClassLoader> own = extensions.stream()
                .map(extension -> extension.getClass().getClassLoader())
                .filter(loader -> loader != worker)
                .distinct()
                .toList();
        return own.isEmpty() ? worker : new Together(worker, own);
    }

    private static final class Together extends ClassLoader {
        private final List<ClassLoader> others;

        Together(ClassLoader parent, List<ClassLoader> others) {
            super(parent);
            this.others = others;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            for (ClassLoader other : others) {
                try {
                    return other.loadClass(name);
                } catch (ClassNotFoundException e) {
                    LOG.trace("No {} in {}", name, other);
                }
            }
            throw new ClassNotFoundException(name);
        }
    }

    @Override
    public void close() {
        for (ConnectRestExtension extension : extensions) {
            try {
                LoaderSwap.<Exception>run(extension, extension::close);
            } catch (Exception | LinkageError e) {
                LOG.warn(
                        "The REST extension {} did not close.",
                        extension.getClass().getName(),
                        e);
            }
        }
    }
}
