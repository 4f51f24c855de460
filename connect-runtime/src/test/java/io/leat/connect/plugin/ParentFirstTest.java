package io.leat.connect.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.leat.testing.PeerJars;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a plugin shares with the worker, held against Apache's own rule for every class of Apache's own jars. */
class ParentFirstTest {

    @ParameterizedTest
    @CsvSource({
        "java.lang.String, true",
        "javax.sql.DataSource, true",
        "jakarta.ws.rs.GET, false",
        "org.slf4j.Logger, true",
        "org.apache.kafka.connect.data.Schema, true",
        "org.apache.kafka.connect.storage.Converter, true",
        "org.apache.kafka.connect.transforms.Transformation, true",
        "org.apache.kafka.connect.transforms.predicates.Predicate, true",
        "org.apache.kafka.common.config.provider.ConfigProvider, true",
        "org.apache.kafka.connect.transforms.Cast$Value, false",
        "org.apache.kafka.connect.json.JsonConverter, false",
        "org.apache.kafka.connect.storage.StringConverter, false",
        "org.apache.kafka.connect.converters.LongConverter, false",
        "javax.cache.Cache, false",
        "com.fasterxml.jackson.databind.ObjectMapper, false",
        "org.postgresql.Driver, false",
        "javaxx.Own, false"
    })
    void whatBothSidesNameIsSharedAndAllElseIsThePlugins(String className, boolean shared) {
        assertThat(ParentFirst.test(className)).isEqualTo(shared);
    }

    @Test
    void everyClassOfKafkasJarsIsSharedOrNotAsApachesWorkerHasIt() throws Exception {
        List<String> names = new ArrayList<>();
        for (String artifact : List.of(
                "connect-api",
                "connect-runtime",
                "connect-transforms",
                "connect-json",
                "connect-file",
                "connect-mirror",
                "connect-mirror-client",
                "kafka-clients",
                "slf4j-api",
                "jakarta.ws.rs-api",
                "jackson-databind")) {
            try (JarFile jar = new JarFile(PeerJars.of(artifact).toFile())) {
                jar.stream()
                        .map(JarEntry::getName)
                        .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
                        .map(name -> name.substring(0, name.length() - 6).replace('/', '.'))
                        .forEach(names::add);
            }
        }
        List<URL> jars = new ArrayList<>();
        for (Path jar : PeerJars.all()) {
            jars.add(jar.toUri().toURL());
        }
        try (URLClassLoader apache =
                new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Method isolated = apache.loadClass("org.apache.kafka.connect.runtime.isolation.PluginUtils")
                    .getDeclaredMethod("shouldLoadInIsolation", String.class);
            isolated.setAccessible(true);
            List<String> different = new ArrayList<>();
            for (String name : names) {
                if (ParentFirst.test(name) == (boolean) isolated.invoke(null, name)) {
                    different.add(name);
                }
            }
            assertThat(names).hasSizeGreaterThan(4000);
            assertThat(different).isEmpty();
        }
    }
}
