package io.leat.cli;

import io.leat.cli.demo.Demo;
import io.leat.cli.demo.Pipeline;
import io.leat.cli.logging.Logging;
import io.leat.connect.WarmUp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code leat demo}: this machine's metrics through a topic to CSV files, with a live table. */
@Command(
        name = "demo",
        description = "Streams this machine's own metrics through a topic to CSV files, and shows it live.")
final class DemoCommand implements Callable<Integer> {
    /** Where the launcher says that the output is a terminal, and how wide it is. */
    private static final String COLUMNS = "leat.columns";

    private final Ending ending;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
    private CommandSpec spec;

    @Option(names = "--seconds", paramLabel = "N", description = "Ends by itself after N seconds.")
    private @Nullable Integer seconds;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Keeps everything under DIR: DIR/log, DIR/csv (default: a fresh temporary folder).")
    private @Nullable Path directory;

    @Option(names = "--telegraf", description = "Prints the telegraf.conf that would feed the topic, and ends.")
    private boolean telegraf;

    DemoCommand(Ending ending) {
        this.ending = ending;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var out = spec.commandLine().getOut();
        if (telegraf) {
            out.print(Pipeline.telegrafConf());
            out.flush();
            return ExitCode.OK.number();
        }
        if (seconds != null && seconds < 1) {
            throw Problem.wrongInput("--seconds " + seconds + " is less than 1.", "Write for example --seconds 10.");
        }
        WarmUp.begin();
        var folder = folder().toAbsolutePath().normalize();
        Logging.toFile(folder.resolve("logs"));
        ending.want();
        var limit = seconds == null ? Duration.ofDays(36_500) : Duration.ofSeconds(seconds);
        var demo = new Demo(folder, out, Integer.getInteger(COLUMNS, 0), Build.running());
        demo.run(limit, ending::await);
        return ExitCode.OK.number();
    }

    private Path folder() {
        try {
            return directory == null ? Files.createTempDirectory("leat-demo-") : Files.createDirectories(directory);
        } catch (IOException e) {
            throw Problem.wrongInput(
                    "Cannot make the folder " + (directory == null ? "for the demo" : directory) + ": " + e,
                    "Choose another with --dir.");
        }
    }
}
