package io.leat.cli;

import io.leat.cli.worker.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code leat worker} for picocli: what it takes, explained. {@link WorkerCall} does it. */
@Command(
        name = WorkerCall.NAME,
        description = {
            "Runs a worker, in the foreground until SIGTERM or Ctrl-C.",
            "It has a log of its own, unless bootstrap.servers names a Kafka cluster."
        },
        footer = {"", "Settings are Kafka Connect's and, for the log, Kafka's broker settings, by their names."})
final class WorkerCommand implements Callable<Integer> {
    private final Ending ending;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
    private CommandSpec spec;

    @Option(names = WorkerCall.CONFIG, paramLabel = "FILE", description = "The worker's settings, a .properties file.")
    private @Nullable Path config;

    @Option(
            names = WorkerCall.DIRECTORY,
            paramLabel = "DIR",
            description = "Keeps everything under DIR, the log in DIR/log (default: ./leat-data).")
    private @Nullable Path directory;

    @Option(
            names = WorkerCall.REST,
            paramLabel = "HOST:PORT",
            description = "Where REST listens (default: 127.0.0.1:8083); port 0 takes a free one.")
    private @Nullable String rest;

    @Option(
            names = WorkerCall.LISTENERS,
            paramLabel = "LISTENERS",
            description = "Where Kafka clients connect, NAME://HOST:PORT separated by commas (default: "
                    + Settings.DEFAULT_KAFKA + " if that is free); port 0 takes a free one.")
    private @Nullable String listeners;

    @Option(names = WorkerCall.SET, paramLabel = "KEY=VALUE", description = "A setting; it wins over the file.")
    private List<String> assignments = List.of();

    @Parameters(
            paramLabel = "CONNECTOR",
            description = "Files of connectors to create or update at start: JSON or .properties.")
    private List<Path> files = List.of();

    WorkerCommand(Ending ending) {
        this.ending = ending;
    }

    /** What picocli has read. */
    WorkerCall told() {
        return new WorkerCall(config, directory, rest, listeners, assignments, files);
    }

    @Override
    public Integer call() throws InterruptedException {
        return told().run(ending, spec.commandLine().getOut());
    }
}
