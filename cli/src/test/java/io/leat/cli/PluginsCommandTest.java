package io.leat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.leat.testing.CompiledJar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginsCommandTest {
    @TempDir
    Path dir;

    private MavenRepository repository = new MavenRepository(Path.of(""));
    private Path plugins = Path.of("");

    @BeforeEach
    void publish() throws Exception {
        repository = new MavenRepository(Files.createDirectories(dir.resolve("repository")));
        plugins = dir.resolve("plugins");
        repository.publish("1.2");
    }

    @Test
    void aPluginIsInstalledWithWhatItNeedsAndWithoutWhatTheWorkerHas() throws Exception {
        Ran ran = install(MavenRepository.PLUGIN + ":1.2");

        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("installed org.example:stamping:1.2");
        assertThat(ran.err()).contains("fetched stamping-1.2.jar", "fetched words-1.0.jar", "Fetched 2 jars");
        assertThat(names(plugins.resolve("stamping-1.2")))
                .containsExactly("leat-plugin.txt", "stamping-1.2.jar", "words-1.0.jar");
        assertThat(names(plugins)).containsExactly("stamping-1.2");
        assertThat(leat("list").out()).contains("stamping.Stamp", "transformation", "1.2");
        assertThat(leat("doctor").exit()).isZero();
    }

    @Test
    void withoutAVersionTheHighestThatIsFinishedIsTaken() throws Exception {
        repository.publish("1.10");
        repository.publish("2.0-rc1");

        assertThat(install(MavenRepository.PLUGIN).out()).contains("installed org.example:stamping:1.10");
    }

    @Test
    void whatWasFetchedOnceIsThereWithoutTheRepository() throws Exception {
        install(MavenRepository.PLUGIN + ":1.2");
        leat("remove", "org.example:stamping");
        assertThat(names(plugins)).isEmpty();
        Files.move(dir.resolve("repository"), dir.resolve("gone"));

        Ran again = install(MavenRepository.PLUGIN + ":1.2", "--offline");

        assertThat(again.exit()).as(again.err()).isZero();
        assertThat(names(plugins)).containsExactly("stamping-1.2");
        Ran other = install(MavenRepository.PLUGIN + ":1.3", "--offline");
        assertThat(other.exit()).isEqualTo(1);
        assertThat(other.err()).contains("org.example:stamping:1.3", "the cache", "without --offline");
    }

    @Test
    void aChangedJarIsNotInstalled() throws Exception {
        repository.tamper("1.2");

        Ran ran = install(MavenRepository.PLUGIN + ":1.2");

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.err()).contains("checksum", "org.example:stamping");
        assertThat(Files.exists(plugins)).isFalse();
    }

    @Test
    void aJarWithoutAChecksumIsNotInstalled() throws Exception {
        Files.delete(dir.resolve("repository/org/example/words/1.0/words-1.0.jar.sha1"));

        assertThat(install(MavenRepository.PLUGIN + ":1.2").exit()).isEqualTo(1);
        assertThat(Files.exists(plugins)).isFalse();
    }

    @Test
    void moreIsPutBesideThePluginIfAskedFor() throws Exception {
        Ran ran = install("org.example:words:1.0", "--with", MavenRepository.PLUGIN + ":1.2");

        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(names(plugins.resolve("words-1.0")))
                .containsExactly("leat-plugin.txt", "stamping-1.2.jar", "words-1.0.jar");
    }

    @Test
    void whatIsNotThereAndWhatIsNoCoordinatesIsSaid() {
        Ran unknown = install("org.example:nothing:1.0");
        assertThat(unknown.exit()).isEqualTo(1);
        assertThat(unknown.err())
                .contains("org.example:nothing:1.0", repository.url().replaceAll("/$", ""), "--repo");
        Ran without = install("org.example:nothing");
        assertThat(without.exit()).isEqualTo(1);
        assertThat(without.err()).contains("no version of org.example:nothing");
        Ran wrong = install("debezium");
        assertThat(wrong.exit()).isEqualTo(2);
        assertThat(wrong.err()).contains("'debezium'", "GROUP:ARTIFACT");
        assertThat(leat("remove", "nothing").exit()).isEqualTo(2);
    }

    @Test
    void theDoctorFindsWhatWasChangedAfterTheInstallation() throws Exception {
        install(MavenRepository.PLUGIN + ":1.2");
        Files.writeString(plugins.resolve("stamping-1.2/words-1.0.jar"), "");

        Ran doctor = leat("doctor");

        assertThat(doctor.exit()).isEqualTo(1);
        assertThat(doctor.out()).contains("words-1.0.jar is not the file that was installed");
    }

    @Test
    void theDoctorSaysWhichJarAPluginLacks() throws Exception {
        install(MavenRepository.PLUGIN + ":1.2");
        Path lone = plugins.resolve("lone");
        Files.createDirectories(lone);
        Files.move(plugins.resolve("stamping-1.2/stamping-1.2.jar"), lone.resolve("stamping-1.2.jar"));

        Ran doctor = leat("doctor");

        assertThat(doctor.exit()).isEqualTo(1);
        assertThat(doctor.out())
                .contains("stamping.Stamp cannot be used", "words.Words")
                .contains("The class is in " + plugins.resolve("stamping-1.2/words-1.0.jar"));
    }

    /** The commonest of all mistakes: plugin.path names the plugin's folder, and each jar is a plugin of its own. */
    @Test
    void theDoctorSeesThatThePathIsOneFolderTooDeep() throws Exception {
        install(MavenRepository.PLUGIN + ":1.2");

        Ran doctor = leat("doctor", plugins.resolve("stamping-1.2").toString());

        assertThat(doctor.exit()).isEqualTo(1);
        assertThat(doctor.out())
                .contains(plugins.resolve("stamping-1.2") + " is the folder of one plugin")
                .contains("Name the folder above it in plugin.path: " + plugins);
    }

    @Test
    void theDoctorNotesWhatIsNeedless() throws Exception {
        install(MavenRepository.PLUGIN + ":1.2");
        CompiledJar.write(
                plugins.resolve("stamping-1.2/kafka-clients-9.9.jar"),
                Map.of("some.Thing", "package some; class Thing {}"),
                List.of());
        CompiledJar.write(
                plugins.resolve("library/library.jar"),
                Map.of("some.Thing", "package some; class Thing {}"),
                List.of());

        Ran doctor = leat("doctor");

        assertThat(doctor.exit()).isZero();
        assertThat(doctor.out())
                .contains("not used: kafka-clients-9.9.jar")
                .contains(plugins.resolve("library") + " has no plugin in it")
                .contains("does not declare in META-INF/services: stamping.Stamp");
    }

    private Ran install(String plugin, String... more) {
        List<String> all = new ArrayList<>(List.of(
                "install",
                plugin,
                "--repo",
                repository.url(),
                "--cache",
                dir.resolve("cache").toString()));
        all.addAll(List.of(more));
        return leat(all.toArray(String[]::new));
    }

    private Ran leat(String... args) {
        List<String> all = new ArrayList<>(List.of("plugins"));
        all.addAll(List.of(args));
        all.addAll(List.of("--into", plugins.toString()));
        return Ran.leat(all.toArray(String[]::new));
    }

    private static List<String> names(Path folder) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }
}
