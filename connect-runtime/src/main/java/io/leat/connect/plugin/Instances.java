package io.leat.connect.plugin;

import java.lang.reflect.InvocationTargetException;

/** Makes objects of plugin classes by their public constructor without parameters. */
final class Instances {
    private Instances() {}

    /**
     * A new instance, made with the class's own loader as the thread's context loader.
     *
     * @throws PluginException if there is no such constructor, or it fails
     */
    static <T> T of(Class<T> type) {
        try {
            return LoaderSwap.<T, ReflectiveOperationException>call(
                    type.getClassLoader(), () -> type.getConstructor().newInstance());
        } catch (InvocationTargetException e) {
            throw new PluginException(
                    PluginException.Reason.BROKEN,
                    "The constructor of the plugin class " + type.getName() + " failed: " + e.getCause(),
                    e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new PluginException(
                    PluginException.Reason.BROKEN,
                    "The plugin class " + type.getName()
                            + " cannot be instantiated: it needs to be public, not abstract,"
                            + " with a public constructor without parameters.",
                    e);
        } catch (LinkageError e) {
            throw new PluginException(
                    PluginException.Reason.BROKEN,
                    "The plugin class " + type.getName() + " cannot be instantiated: " + e
                            + ". A jar that it needs may be missing beside it.",
                    e);
        }
    }
}
