package io.leat.cli;

import io.leat.testing.CompiledJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** A Maven repository in a folder, with a plugin that needs a library and names Kafka's API, as plugins do. */
record MavenRepository(Path folder) {
    static final String PLUGIN = "org.example:stamping";

    /** Publishes {@code org.example:stamping} in {@code version}, and {@code org.example:words:1.0} that it needs. */
    void publish(String version) throws Exception {
        Path words = artifact(
                "org/example/words/1.0/words-1.0",
                Map.of(
                        "words.Words",
                        "package words; public class Words { public static String of() { return \"words\"; } }"),
                List.of());
        pom(words, "words", "1.0", "");
        Path plugin = artifact(
                "org/example/stamping/" + version + "/stamping-" + version,
                Map.of("stamping.Stamp", """
                package stamping;
                import java.util.Map;
                import org.apache.kafka.common.config.ConfigDef;
                import org.apache.kafka.connect.connector.ConnectRecord;
                public class Stamp<R extends ConnectRecord<R>>
                        implements org.apache.kafka.connect.transforms.Transformation<R> {
                    private final String said = words.Words.of();
                    public R apply(R r) { return r; }
                    public ConfigDef config() { return new ConfigDef(); }
                    public void configure(Map<String, ?> settings) {}
                    public String version() { return "VERSION"; }
                    public void close() {}
                }
                """.replace("VERSION", version)),
                List.of(words));
        pom(plugin, "stamping", version, """
                <dependencies>
                  <dependency><groupId>org.example</groupId><artifactId>words</artifactId><version>1.0</version></dependency>
                  <dependency><groupId>org.apache.kafka</groupId><artifactId>connect-api</artifactId><version>0.1</version></dependency>
                </dependencies>
                """);
        metadata(version);
    }

    private Path artifact(String name, Map<String, String> sources, List<Path> libraries) throws Exception {
        Path jar = folder.resolve(name + ".jar");
        CompiledJar.write(jar, sources, libraries);
        sum(jar);
        return jar;
    }

    private void pom(Path jar, String artifact, String version, String more) throws Exception {
        Path pom = Path.of(jar.toString().replace(".jar", ".pom"));
        Files.writeString(pom, """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>org.example</groupId><artifactId>%s</artifactId><version>%s</version>
                  %s
                </project>
                """.formatted(artifact, version, more));
        sum(pom);
    }

    private void metadata(String latest) throws Exception {
        Path file = folder.resolve("org/example/stamping/maven-metadata.xml");
        String before = Files.exists(file) ? Files.readString(file) : "";
        String versions = before.replaceAll("(?s).*<versions>(.*)</versions>.*", "$1");
        Files.writeString(file, """
                <metadata><groupId>org.example</groupId><artifactId>stamping</artifactId><versioning>
                <versions>%s<version>%s</version></versions></versioning></metadata>
                """.formatted(versions, latest));
        sum(file);
    }

    private static void sum(Path file) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-1").digest(Files.readAllBytes(file));
        Files.writeString(Path.of(file + ".sha1"), HexFormat.of().formatHex(digest));
    }

    /** Changes a jar after its checksum was published. */
    void tamper(String version) throws IOException {
        Path jar = folder.resolve("org/example/stamping/" + version + "/stamping-" + version + ".jar");
        byte[] bytes = Files.readAllBytes(jar);
        bytes[bytes.length / 2] ^= 1;
        Files.write(jar, bytes);
    }

    String url() {
        return folder.toUri().toString();
    }
}
