package io.leat.cli;

import io.leat.cli.logging.Logging;
import io.leat.cli.worker.LocalLog;
import io.leat.cli.worker.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code leat log}: the log alone, for Kafka's clients, in the foreground until SIGTERM or Ctrl-C. */
@Command(
        name = "log",
        description = "Runs the log alone, for any Kafka client, in the foreground until SIGTERM or Ctrl-C.",
        footer = {"", "Settings are Kafka's broker settings, by their names."})
final class LogCommand implements Callable<Integer> {
    private static final Duration EVER = Duration.ofDays(36_500);

    private final Ending ending;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
    private CommandSpec spec;

    @Option(names = "--config", paramLabel = "FILE", description = "Broker settings, a server.properties file.")
    private @Nullable Path config;

    @Option(names = "--dir", paramLabel = "DIR", description = "Keeps the log in DIR/log (default: ./leat-data).")
    private @Nullable Path directory;

    @Option(
            names = "--listeners",
            paramLabel = "LISTENERS",
            description = "Where clients connect, NAME://HOST:PORT separated by commas (default: "
                    + Settings.DEFAULT_KAFKA + "); port 0 takes a free one.")
    private @Nullable String listeners;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A setting; it wins over the file.")
    private List<String> assignments = List.of();

    LogCommand(Ending ending) {
        this.ending = ending;
    }

    @Override
    public Integer call() throws InterruptedException {
        var settings = Settings.ofLog();
        if (config != null) {
            settings.file(config);
        }
        settings.directory(directory).listeners(listeners).assignments(assignments);
        Logging.toStandardError();
        ending.want();
        var out = spec.commandLine().getOut();
        try (var log = LocalLog.open(settings)) {
            log.listeners().forEach(it -> out.println("Kafka " + it));
            out.println("log   " + log.directories());
            ending.await(EVER);
        }
        return ExitCode.OK.number();
    }
}
