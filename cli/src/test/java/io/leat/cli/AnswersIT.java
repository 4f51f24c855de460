package io.leat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.leat.testing.LeatProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands as a script runs them: in a process of their own, what they answer on standard output and nothing beside it. */
class AnswersIT {
    @TempDir
    Path dir;

    @Test
    void whatIsAskedForAsJsonIsJsonAndNothingElse() throws Exception {
        try (var log =
                LeatProcess.start(List.of("log", "--dir", dir.toString(), "--listeners", "PLAINTEXT://127.0.0.1:0"))) {
            String address = log.awaitLine("PLAINTEXT://(\\S+)").group(1);

            assertThat(leat(address, "topics", "--create", "--topic", "t", "--partitions", "3"))
                    .isEqualTo("Created topic t.\n");
            for (String command : List.of(
                    "topics --describe --topic t",
                    "groups --list",
                    "configs --describe --entity-type topics --entity-name t")) {
                String answer = leat(address, (command + " --json").split(" "));
                assertThat(new ObjectMapper().readTree(answer).isContainerNode())
                        .as(answer)
                        .isTrue();
            }
        }
    }

    /** Standard output and standard error together. */
    private static String leat(String address, String... args) throws Exception {
        var command = new java.util.ArrayList<String>(List.of("./leat"));
        command.addAll(List.of(args));
        command.addAll(List.of("--bootstrap-server", address));
        var builder = new ProcessBuilder(command)
                .directory(LeatProcess.repository().toFile())
                .redirectErrorStream(true);
        builder.environment().put("LEAT_BUILD", "never");
        var process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(out).isZero();
        return out;
    }
}
