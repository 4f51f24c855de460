package org.apache.kafka.connect.converters;

import static org.assertj.core.api.Assertions.assertThat;

import io.leat.connect.plugin.Plugins;
import io.leat.testing.PeerJars;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.storage.HeaderConverter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Our converters beside those of Apache's {@code connect-runtime}, which a class loader of their own holds: the same
 * values, nulls and bad bytes give the same bytes, the same schemas and the same kinds of error.
 */
class ApachesConvertersTest {
    private static final String PACKAGE = "org.apache.kafka.connect.converters.";

    /** Looks for the converters in Apache's jar first, and for everything else where this test has it. */
    private static final class ApacheFirst extends URLClassLoader {
        ApacheFirst() throws IOException {
            super(new URL[] {PeerJars.of("connect-runtime").toUri().toURL()}, Converter.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(PACKAGE)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Boolean", "ByteArray", "Double", "Float", "Integer", "Long", "Short"})
    void everyValueAndEveryBytesGiveWhatApachesGive(String type) throws Exception {
        try (ApacheFirst apache = new ApacheFirst();
                Plugins plugins = Plugins.of(null)) {
            String className = PACKAGE + type + "Converter";
            Converter theirs =
                    (Converter) apache.loadClass(className).getConstructor().newInstance();
            assertThat(theirs.getClass().getClassLoader()).isSameAs(apache);
            theirs.configure(Map.of(), false);
            Converter ours = plugins.newConverter(className, Map.of(), false);

            assertThat(ours.getClass() == theirs.getClass()).isFalse();
            assertThat(plugins.newConverter(type, Map.of(), true)).hasSameClassAs(ours);
            assertThat(ours.config().names()).isEqualTo(theirs.config().names());
            assertThat(ours.version()).isEqualTo(theirs.version());
            for (Schema schema : schemas()) {
                for (Object value : values()) {
                    assertThat(written(ours, schema, value))
                            .as("%s as %s", value, schema)
                            .isEqualTo(written(theirs, schema, value));
                }
            }
            for (byte[] bytes : bytes(new Random(7))) {
                assertThat(read(ours, bytes)).as(Arrays.toString(bytes)).isEqualTo(read(theirs, bytes));
            }
        }
    }

    /** As a value and as a header: what came out, or the class of what was thrown. */
    private static List<String> written(Converter converter, @Nullable Schema schema, @Nullable Object value) {
        return List.of(
                outcome(() -> Arrays.toString(converter.fromConnectData("t", schema, value))),
                outcome(() ->
                        Arrays.toString(((HeaderConverter) converter).fromConnectHeader("t", "h", schema, value))));
    }

    private static List<String> read(Converter converter, byte @Nullable [] bytes) {
        return List.of(
                outcome(() -> text(converter.toConnectData("t", bytes))),
                outcome(() -> text(((HeaderConverter) converter).toConnectHeader("t", "h", bytes))));
    }

    private static String text(SchemaAndValue read) {
        Object value = read.value() instanceof byte[] raw ? Arrays.toString(raw) : read.value();
        return read.schema() + " optional " + read.schema().isOptional() + " "
                + (value == null ? "null" : value.getClass().getName() + " " + value);
    }

    private static String outcome(Callable<String> call) {
        try {
            return call.call();
        } catch (Exception e) {
            return e.getClass().getName();
        }
    }

    private static List<@Nullable Schema> schemas() {
        List<@Nullable Schema> schemas = new ArrayList<>(List.of(
                Schema.INT8_SCHEMA,
                Schema.INT16_SCHEMA,
                Schema.INT32_SCHEMA,
                Schema.OPTIONAL_INT64_SCHEMA,
                Schema.FLOAT32_SCHEMA,
                Schema.OPTIONAL_FLOAT64_SCHEMA,
                Schema.OPTIONAL_BOOLEAN_SCHEMA,
                Schema.STRING_SCHEMA,
                Schema.BYTES_SCHEMA));
        schemas.add(null);
        return schemas;
    }

    private static List<@Nullable Object> values() {
        List<@Nullable Object> values = new ArrayList<>(List.of(
                (byte) 1,
                (short) -2,
                Short.MIN_VALUE,
                3,
                Integer.MIN_VALUE,
                4L,
                Long.MAX_VALUE,
                5.5f,
                Float.NaN,
                -0.0,
                Double.NEGATIVE_INFINITY,
                true,
                false,
                "7",
                BigDecimal.ONE,
                new byte[] {8, 9},
                ByteBuffer.wrap(new byte[] {1, 2, 3}, 1, 2),
                Map.of()));
        values.add(null);
        return Collections.unmodifiableList(values);
    }

    /** Null, and some of every length from none to more than any of the types has. */
    private static List<byte @Nullable []> bytes(Random random) {
        List<byte @Nullable []> all = new ArrayList<>();
        all.add(null);
        for (int length = 0; length <= 9; length++) {
            byte[] some = new byte[length];
            random.nextBytes(some);
            all.add(some);
            all.add(new byte[length]);
        }
        all.add(new byte[] {1});
        return all;
    }
}
