package io.leat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.leat.testing.LeatProcess;
import io.leat.testing.Program;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    /** What it wrote to standard output; nothing is to stand beside it. */
    private static String leat(String address, String... args) {
        List<String> command = new ArrayList<>(List.of(LeatProcess.repository() + "/leat"));
        command.addAll(List.of(args));
        command.addAll(List.of("--bootstrap-server", address));
        var ran = Program.run(
                command, "", Map.of("LEAT_BUILD", "never", "JAVA_HOME", System.getProperty("java.home", "")));
        assertThat(ran.err()).isEmpty();
        return ran.orFail().out();
    }
}
