package io.leat.connect.plugin;

import io.leat.connect.json.StreamedJsonConverter;
import java.io.IOException;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.storage.HeaderConverter;
import org.apache.kafka.connect.transforms.Transformation;
import org.apache.kafka.connect.transforms.predicates.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Gives a plugin that works for a connector of another loader its own loader as the thread's context loader, call by
 * call: some two nanoseconds each. One whose loader is the connector's is left as it is, since the task's thread has that
 * loader anyway.
 */
public final class OwnLoader {
    /** A plugin with its own loader around its calls. */
    private sealed interface Owned {
        Object plugin();
    }

    private OwnLoader() {}

    /** The class of a plugin, whether or not {@code around} has put something around it. */
    public static Class<?> pluginClass(Object plugin) {
        Object inner = plugin instanceof Owned owned ? owned.plugin() : plugin;
        return (inner instanceof StreamedJsonConverter json ? json.stock() : inner).getClass();
    }

    /** What the worker itself has, of Kafka's and ours, does not ask for a context loader. */
    private static boolean isAtHome(ClassLoader own, ClassLoader home) {
        return own == home || own == OwnLoader.class.getClassLoader();
    }

    /**
     * The converter, with its own loader around its calls if {@code home} is another.
     *
     * @param home the loader that the thread has around the calls: that of the connector
     */
    public static Converter around(Converter converter, ClassLoader home) {
        ClassLoader own = converter.getClass().getClassLoader();
        return isAtHome(own, home) ? converter : new OwnConverter(converter, own);
    }

    /** As for a converter. */
    public static HeaderConverter around(HeaderConverter converter, ClassLoader home) {
        ClassLoader own = converter.getClass().getClassLoader();
        return isAtHome(own, home) ? converter : new OwnHeaderConverter(converter, own);
    }

    /** As for a converter. */
    public static <R extends ConnectRecord<R>> Transformation<R> around(
            Transformation<R> transformation, ClassLoader home) {
        ClassLoader own = transformation.getClass().getClassLoader();
        return isAtHome(own, home) ? transformation : new OwnTransformation<>(transformation, own);
    }

    /** As for a converter. */
    public static <R extends ConnectRecord<R>> Predicate<R> around(Predicate<R> predicate, ClassLoader home) {
        ClassLoader own = predicate.getClass().getClassLoader();
        return isAtHome(own, home) ? predicate : new OwnPredicate<>(predicate, own);
    }

    private record OwnConverter(Converter plugin, ClassLoader loader) implements Converter, Owned {
        @Override
        public void configure(Map<String, ?> settings, boolean isKey) {
            LoaderSwap.run(plugin, () -> plugin.configure(settings, isKey));
        }

        @Override
        public byte[] fromConnectData(String topic, Schema schema, Object value) {
            return LoaderSwap.call(loader, () -> plugin.fromConnectData(topic, schema, value));
        }

        @Override
        public byte[] fromConnectData(String topic, Headers headers, Schema schema, Object value) {
            return LoaderSwap.call(loader, () -> plugin.fromConnectData(topic, headers, schema, value));
        }

        @Override
        public SchemaAndValue toConnectData(String topic, byte[] value) {
            return LoaderSwap.call(loader, () -> plugin.toConnectData(topic, value));
        }

        @Override
        public SchemaAndValue toConnectData(String topic, Headers headers, byte[] value) {
            return LoaderSwap.call(loader, () -> plugin.toConnectData(topic, headers, value));
        }

        @Override
        public ConfigDef config() {
            return LoaderSwap.call(loader, plugin::config);
        }

        @Override
        public String version() {
            return LoaderSwap.call(loader, plugin::version);
        }

        @Override
        public void close() throws IOException {
            LoaderSwap.run(plugin, plugin::close);
        }
    }

    private record OwnHeaderConverter(HeaderConverter plugin, ClassLoader loader) implements HeaderConverter, Owned {
        @Override
        public void configure(Map<String, ?> settings) {
            LoaderSwap.run(plugin, () -> plugin.configure(settings));
        }

        @Override
        public byte[] fromConnectHeader(String topic, String name, Schema schema, Object value) {
            return LoaderSwap.call(loader, () -> plugin.fromConnectHeader(topic, name, schema, value));
        }

        @Override
        public SchemaAndValue toConnectHeader(String topic, String name, byte[] value) {
            return LoaderSwap.call(loader, () -> plugin.toConnectHeader(topic, name, value));
        }

        @Override
        public ConfigDef config() {
            return LoaderSwap.call(loader, plugin::config);
        }

        @Override
        public String version() {
            return LoaderSwap.call(loader, plugin::version);
        }

        @Override
        public void close() throws IOException {
            LoaderSwap.run(plugin, plugin::close);
        }
    }

    private record OwnTransformation<R extends ConnectRecord<R>>(Transformation<R> plugin, ClassLoader loader)
            implements Transformation<R>, Owned {
        @Override
        public void configure(Map<String, ?> settings) {
            LoaderSwap.run(plugin, () -> plugin.configure(settings));
        }

        @Override
        public @Nullable R apply(R record) {
            return LoaderSwap.call(loader, () -> plugin.apply(record));
        }

        @Override
        public ConfigDef config() {
            return LoaderSwap.call(loader, plugin::config);
        }

        @Override
        public String version() {
            return LoaderSwap.call(loader, plugin::version);
        }

        @Override
        public void close() {
            LoaderSwap.run(plugin, plugin::close);
        }
    }

    private record OwnPredicate<R extends ConnectRecord<R>>(Predicate<R> plugin, ClassLoader loader)
            implements Predicate<R>, Owned {
        @Override
        public void configure(Map<String, ?> settings) {
            LoaderSwap.run(plugin, () -> plugin.configure(settings));
        }

        @Override
        public boolean test(R record) {
            return LoaderSwap.call(loader, () -> plugin.test(record));
        }

        @Override
        public ConfigDef config() {
            return LoaderSwap.call(loader, plugin::config);
        }

        @Override
        public String version() {
            return LoaderSwap.call(loader, plugin::version);
        }

        @Override
        public void close() {
            LoaderSwap.run(plugin, plugin::close);
        }
    }
}
