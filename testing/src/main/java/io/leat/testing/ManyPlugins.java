package io.leat.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.Deflater;

/** Many plugins that differ: each a jar with a source connector of its own, as large as a library beside it makes it. */
public final class ManyPlugins {
    private static final String CONNECTOR = """
            package many.pNUMBER;
            import java.util.*;
            import org.apache.kafka.common.config.ConfigDef;
            import org.apache.kafka.connect.connector.Task;
            public class SourceNUMBER extends org.apache.kafka.connect.source.SourceConnector {
                public String version() { return "1.NUMBER"; }
                public void start(Map<String, String> settings) {}
                public Class<? extends Task> taskClass() { return IdleNUMBER.class; }
                public List<Map<String, String>> taskConfigs(int max) { return List.of(Map.of()); }
                public void stop() {}
                public ConfigDef config() { return new ConfigDef(); }
            }
            """;
    private static final String TASK = """
            package many.pNUMBER;
            import java.util.*;
            public class IdleNUMBER extends org.apache.kafka.connect.source.SourceTask {
                public String version() { return "1.NUMBER"; }
                public void start(Map<String, String> settings) {}
                public List<org.apache.kafka.connect.source.SourceRecord> poll() throws InterruptedException {
                    Thread.sleep(100);
                    return null;
                }
                public void stop() {}
            }
            """;

    private ManyPlugins() {}

    /** The class of the connector in plugin {@code number}. */
    public static String connector(int number) {
        return "many.p" + number + ".Source" + number;
    }

    /**
     * Writes plugins 0 to {@code count - 1}, {@code plugin-N.jar} each.
     *
     * @param library whose classes each of them has too
     */
    public static void write(Path folder, int count, Path library) {
        Map<String, String> sources = new HashMap<>();
        for (int i = 0; i < count; i++) {
            sources.put(connector(i), CONNECTOR.replace("NUMBER", Integer.toString(i)));
            sources.put("many.p" + i + ".Idle" + i, TASK.replace("NUMBER", Integer.toString(i)));
        }
        try {
            Files.createDirectories(folder);
            Path all = Files.createTempFile("leat-many", ".jar");
            CompiledJar.write(all, sources, List.of());
            try (JarFile compiled = new JarFile(all.toFile());
                    JarFile more = new JarFile(library.toFile())) {
                for (int i = 0; i < count; i++) {
                    write(folder.resolve("plugin-" + i + ".jar"), "many/p" + i + "/", compiled, more);
                }
            }
            Files.delete(all);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write plugins into " + folder, e);
        }
    }

    private static void write(Path jar, String prefix, JarFile compiled, JarFile more) throws IOException {
        try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.setLevel(Deflater.NO_COMPRESSION);
            for (JarEntry entry : Collections.list(compiled.entries())) {
                if (entry.getName().startsWith(prefix)) {
                    copy(entry, compiled, out);
                }
            }
            for (JarEntry entry : Collections.list(more.entries())) {
                if (entry.getName().endsWith(".class") && !entry.getName().startsWith("META-INF/")) {
                    copy(entry, more, out);
                }
            }
        }
    }

    private static void copy(JarEntry entry, JarFile from, JarOutputStream to) throws IOException {
        to.putNextEntry(new JarEntry(entry.getName()));
        try (var in = from.getInputStream(entry)) {
            in.transferTo(to);
        }
        to.closeEntry();
    }
}
