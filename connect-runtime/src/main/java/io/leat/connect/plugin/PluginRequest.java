package io.leat.connect.plugin;

import org.jspecify.annotations.Nullable;

/**
 * Which plugin a configuration asks for.
 *
 * @param name a class name or an alias
 * @param version a version, a Maven range such as {@code [1.2,2.0)}, or {@code latest} (KIP-891); null for any
 * @param home where no version is asked for, the loader whose copy is taken if it has one: that of the connector the
 *     plugin works for
 */
public record PluginRequest(
        String name, @Nullable String version, @Nullable ClassLoader home) {

    /** Any version. */
    public static PluginRequest of(String name) {
        return new PluginRequest(name, null, null);
    }

    public static PluginRequest of(String name, @Nullable String version) {
        return new PluginRequest(name, version, null);
    }

    /** The same, taken from {@code home} if it is there and no version is asked for. */
    public PluginRequest near(@Nullable ClassLoader home) {
        return new PluginRequest(name, version, home);
    }

    /** The same in any version. */
    public PluginRequest inAnyVersion() {
        return new PluginRequest(name, null, home);
    }
}
