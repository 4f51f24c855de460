package io.leat.cli;

import io.leat.cli.logging.Logging;
import io.leat.cli.worker.ConnectorFile;
import io.leat.cli.worker.LocalWorker;
import io.leat.cli.worker.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code leat worker}: a worker on the embedded log, in the foreground until SIGTERM or Ctrl-C. */
@Command(
        name = "worker",
        description = "Runs a worker on the embedded log, in the foreground until SIGTERM or Ctrl-C.",
        footer = {"", "Settings are Kafka Connect's and, for the log, Kafka's broker settings, by their names."})
final class WorkerCommand implements Callable<Integer> {
    private static final Duration EVER = Duration.ofDays(36_500);

    private final Ending ending;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
    private CommandSpec spec;

    @Option(names = "--config", paramLabel = "FILE", description = "The worker's settings, a .properties file.")
    private @Nullable Path config;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Keeps everything under DIR, the log in DIR/log (default: ./leat-data).")
    private @Nullable Path directory;

    @Option(
            names = "--rest",
            paramLabel = "HOST:PORT",
            description = "Where REST listens (default: 127.0.0.1:8083); port 0 takes a free one.")
    private @Nullable String rest;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A setting; it wins over the file.")
    private List<String> assignments = List.of();

    @Parameters(
            paramLabel = "CONNECTOR",
            description = "Files of connectors to create or update at start: JSON or .properties.")
    private List<Path> files = List.of();

    WorkerCommand(Ending ending) {
        this.ending = ending;
    }

    @Override
    public Integer call() throws InterruptedException {
        var settings = new Settings();
        if (config != null) {
            settings.file(config);
        }
        settings.directory(directory).rest(rest).assignments(assignments);
        var connectors = files.stream().map(ConnectorFile::read).toList();
        Logging.toStandardError();
        ending.want();
        var out = spec.commandLine().getOut();
        try (var worker = LocalWorker.start(settings, Build.running())) {
            connectors.forEach(worker::apply);
            out.println("REST " + worker.url());
            out.println("log  " + worker.logDirectories());
            ending.await(EVER);
        }
        return ExitCode.OK.number();
    }
}
