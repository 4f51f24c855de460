package io.leat.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.leat.testing.LeatProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command in a {@code sh} block of the README is run, in its order, in a folder that looks like the repository. */
class DocumentedCommandsIT {
    private static final String WORKER = "./leat worker ";
    private static final String LOG = "./leat log ";

    @TempDir
    Path folder;

    @Test
    void everyCommandOfTheReadmeWorks() throws Exception {
        Path root = LeatProcess.repository();
        Files.createSymbolicLink(folder.resolve("leat"), root.resolve("leat"));
        Files.createSymbolicLink(folder.resolve("config"), root.resolve("config"));
        List<String> commands = commands(root.resolve("README.md"));
        String start = commands.stream()
                .filter(it -> it.startsWith(WORKER))
                .findFirst()
                .orElseThrow();

        var arguments = new ArrayList<>(
                List.of("worker", "--rest", "127.0.0.1:0", "--listeners", "", "--dir", folder + "/leat-data"));
        for (String file : List.of(start.substring(WORKER.length()).split(" ", -1))) {
            arguments.add(connector(root.resolve(file)).toString());
        }
        try (var worker = LeatProcess.start(arguments);
                var log = log(commands)) {
            String kafka = log.awaitLine("PLAINTEXT://(\\S+)").group(1);
            String url = worker.restUrl();
            worker.rest().await("/connectors/csv-sink/status", "RUNNING", java.time.Duration.ofSeconds(30));
            for (String command : commands) {
                if (command.equals("mvn verify")) {
                    assertThat(Files.readString(root.resolve(".ci/run"))).contains(command.substring("mvn ".length()));
                } else if (command.equals("./leat demo")) {
                    run(url, kafka, command + " --seconds 3 --dir demo");
                } else if (!command.startsWith(WORKER) && !command.startsWith(LOG)) {
                    run(url, kafka, command.replace("http://127.0.0.1:8083", url));
                }
            }
        }
    }

    /** The connector of the file, its folder for output in ours. */
    private Path connector(Path file) throws IOException {
        String text = Files.readString(file).replace("./leat-data", folder + "/leat-data");
        return Files.writeString(folder.resolve(file.getFileName()), text);
    }

    /** The log of the README, at an address and in a folder of its own. */
    private LeatProcess log(List<String> commands) {
        String start =
                commands.stream().filter(it -> it.startsWith(LOG)).findFirst().orElseThrow();
        var arguments = new ArrayList<>(List.of("log", "--listeners", "PLAINTEXT://127.0.0.1:0"));
        arguments.addAll(List.of(start.substring(LOG.length())
                .replace("config/", LeatProcess.repository() + "/config/")
                .split(" ", -1)));
        arguments.addAll(List.of("--dir", folder + "/log-alone"));
        return LeatProcess.start(arguments);
    }

    private void run(String url, String kafka, String command) throws Exception {
        var builder = new ProcessBuilder("bash", "-c", command)
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().put("LEAT_URL", url);
        builder.environment().put("LEAT_BOOTSTRAP_SERVER", kafka);
        builder.environment().put("LEAT_BUILD", "never");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home", ""));
        Path output = Files.createTempFile(folder, "output", ".txt");
        Process process = builder.redirectOutput(output.toFile()).start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as(command + " ends")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue())
                .as("%s%n%s", command, Files.readString(output, UTF_8))
                .isZero();
    }

    private static List<String> commands(Path document) throws IOException {
        var commands = new ArrayList<String>();
        boolean inside = false;
        for (String line : Files.readAllLines(document)) {
            if (line.startsWith("```")) {
                inside = line.equals("```sh");
            } else if (inside && !line.isBlank()) {
                commands.add(line);
            }
        }
        return commands;
    }
}
