package io.leat.connect.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.leat.connect.pipeline.Converters;
import io.leat.connect.pipeline.TransformChain;
import io.leat.connect.plugin.LoaderSwap;
import io.leat.connect.plugin.PluginKind;
import io.leat.connect.plugin.PluginRequest;
import io.leat.connect.plugin.Plugins;
import io.leat.connect.settings.SecretSettings;
import io.leat.testing.CompiledJar;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever a plugin is asked, it finds its own loader as the thread's context loader, though the connector it works for has
 * another. The plugin here is converter, transform and predicate at once, and throws where it finds another.
 */
class PipelineLoadersTest {
    private static final String PICKY = """
            package p;
            import java.util.Map;
            import org.apache.kafka.common.config.ConfigDef;
            import org.apache.kafka.connect.connector.ConnectRecord;
            import org.apache.kafka.connect.data.Schema;
            import org.apache.kafka.connect.data.SchemaAndValue;
            import org.apache.kafka.connect.storage.Converter;
            import org.apache.kafka.connect.storage.HeaderConverter;
            import org.apache.kafka.connect.transforms.Transformation;
            import org.apache.kafka.connect.transforms.predicates.Predicate;
            public class Picky<R extends ConnectRecord<R>>
                    implements Converter, HeaderConverter, Transformation<R>, Predicate<R> {
                public static int closed;
                private static <T> T own(T answer) {
                    ClassLoader found = Thread.currentThread().getContextClassLoader();
                    if (found != Picky.class.getClassLoader()) {
                        throw new IllegalStateException("called with the context loader " + found);
                    }
                    return answer;
                }
                public Picky() { own(null); }
                public void configure(Map<String, ?> settings) { own(null); }
                public void configure(Map<String, ?> settings, boolean isKey) { own(null); }
                public ConfigDef config() {
                    return own(new ConfigDef().define("pin", ConfigDef.Type.PASSWORD, null,
                        ConfigDef.Importance.LOW, "hidden"));
                }
                public String version() { return own("1"); }
                public byte[] fromConnectData(String t, Schema s, Object v) { return own(new byte[] {1}); }
                public SchemaAndValue toConnectData(String t, byte[] v) { return own(new SchemaAndValue(null, 2)); }
                public byte[] fromConnectHeader(String t, String n, Schema s, Object v) { return own(new byte[] {3}); }
                public SchemaAndValue toConnectHeader(String t, String n, byte[] v) {
                    return own(new SchemaAndValue(null, 4));
                }
                public R apply(R r) { return own(r); }
                public boolean test(R r) { return own(true); }
                public void close() { own(null); closed++; }
            }
            """;

    @TempDir
    Path dir;

    @Test
    void aPluginOfAnotherLoaderIsCalledWithItsOwn() throws Exception {
        CompiledJar.write(dir.resolve("picky/picky.jar"), Map.of("p.Picky", PICKY), List.of());
        Map<String, String> config = config();
        try (Plugins plugins = Plugins.of(dir.toString())) {
            WorkerSettings settings = WorkerSettings.parse(Map.of(), Set.of());
            ConnectorValidation validation = new ConnectorValidation(plugins, settings);
            var verdict = validation.validate(config);
            assertThat(verdict.errorCount())
                    .as(ConnectorValidation.message(verdict))
                    .isZero();
            validation.close();
            assertThat(new SecretSettings(plugins).of(config)).containsExactly("transforms.t.pin");

            ClassLoader home = NumberingSource.class.getClassLoader();
            int closedBefore = closed(plugins);
            LoaderSwap.<Object, Exception>call(home, () -> {
                use(new PipelineBuilder(plugins, settings), config, home);
                assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(home);
                return home;
            });
            assertThat(closed(plugins)).isEqualTo(closedBefore + 5);
        }
    }

    private static void use(PipelineBuilder pipelines, Map<String, String> config, ClassLoader home) throws Exception {
        try (Converters converters = pipelines.converters(config, home);
                TransformChain<SourceRecord> transforms = pipelines.transforms(
                        ConnectorSettings.parse(ConnectorSettings.source(), config), config, home)) {
            RecordHeaders none = new RecordHeaders();
            assertThat(converters.key().fromConnectData("t", none, Schema.STRING_SCHEMA, "a"))
                    .containsExactly(1);
            assertThat(converters.value().fromConnectData("t", Schema.STRING_SCHEMA, "a"))
                    .containsExactly(1);
            assertThat(converters.key().toConnectData("t", none, new byte[0]).value())
                    .isEqualTo(2);
            assertThat(converters.value().toConnectData("t", new byte[0]).value())
                    .isEqualTo(2);
            assertThat(converters.header().fromConnectHeader("t", "h", Schema.STRING_SCHEMA, "a"))
                    .containsExactly(3);
            assertThat(converters
                            .header()
                            .toConnectHeader("t", "h", new byte[0])
                            .value())
                    .isEqualTo(4);
            SourceRecord record = new SourceRecord(null, null, "t", null, null, null, null);
            assertThat(transforms.apply(record)).isSameAs(record);
        }
    }

    private static int closed(Plugins plugins) throws ReflectiveOperationException {
        return (int) Objects.requireNonNull(plugins.classOf(PluginKind.CONVERTER, PluginRequest.of("p.Picky"))
                .getField("closed")
                .get(null));
    }

    private static Map<String, String> config() {
        Map<String, String> config = new HashMap<>();
        config.put("name", "c");
        config.put("connector.class", NumberingSource.class.getName());
        config.put("topic", "t");
        config.put("key.converter", "p.Picky");
        config.put("value.converter", "p.Picky");
        config.put("header.converter", "p.Picky");
        config.put("transforms", "t");
        config.put("transforms.t.type", "p.Picky");
        config.put("transforms.t.pin", "1234");
        config.put("transforms.t.predicate", "q");
        config.put("predicates", "q");
        config.put("predicates.q.type", "p.Picky");
        return config;
    }
}
