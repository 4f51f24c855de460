package io.leat.connect.plugin;

import java.util.function.Supplier;
import org.apache.kafka.connect.components.Versioned;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One plugin that is there: a class of a kind, in a location. Its class is loaded when it is first needed. */
final class PluginDescriptor {
    private static final Logger LOG = LoggerFactory.getLogger(PluginDescriptor.class);

    /** The version of a plugin that does not say; not shown in REST replies. */
    static final String UNDEFINED_VERSION = "undefined";

    private final PluginKind kind;
    private final String className;
    private final ClassLoader loader;
    private final Supplier<String> version = new Once<>(this::askVersion);

    PluginDescriptor(PluginKind kind, String className, ClassLoader loader) {
        this.kind = kind;
        this.className = className;
        this.loader = loader;
    }

    PluginKind kind() {
        return kind;
    }

    String className() {
        return className;
    }

    ClassLoader loader() {
        return loader;
    }

    /** Runs the plugin's code at the first call: its constructor and {@code version()}. */
    String version() {
        return version.get();
    }

    private String askVersion() {
        try {
            Object plugin = newInstance();
            return LoaderSwap.call(loader, () -> {
                String said = plugin instanceof Versioned versioned ? versioned.version() : null;
                return said == null ? UNDEFINED_VERSION : said;
            });
        } catch (RuntimeException | LinkageError e) {
            LOG.warn("The plugin {} does not tell its version.", this, e);
            return UNDEFINED_VERSION;
        }
    }

    /**
     * The class, initialised when first instantiated.
     *
     * @throws PluginException if it cannot be loaded, or is no plugin of its kind
     */
    Class<?> load() {
        try {
            Class<?> loaded = Class.forName(className, false, loader);
            if (!kind.type().isAssignableFrom(loaded)) {
                throw new PluginException(
                        PluginException.Reason.BROKEN,
                        this + " is declared as a " + kind.label() + " but is no "
                                + kind.type().getName()
                                + ". Remove connect-api from the plugin's folder if it brings a copy of its own.",
                        null);
            }
            return loaded;
        } catch (ClassNotFoundException | LinkageError e) {
            throw new PluginException(
                    PluginException.Reason.BROKEN,
                    "The class of " + this + " cannot be loaded: " + e
                            + ". A jar that it needs may be missing beside it.",
                    e);
        }
    }

    /** A new instance, made with the plugin's loader as the context loader. */
    Object newInstance() {
        return Instances.of(load());
    }

    @Override
    public String toString() {
        return kind.label() + " " + className + " ("
                + (loader instanceof PluginClassLoader own ? own.location().root() : "class path") + ")";
    }
}
