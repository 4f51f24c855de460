package io.leat.cli;

import io.leat.cli.logging.Logging;
import io.leat.cli.worker.ConnectorFile;
import io.leat.cli.worker.LocalWorker;
import io.leat.cli.worker.Settings;
import io.leat.connect.WarmUp;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@code leat worker} was told, and doing it. */
record WorkerCall(
        @Nullable Path config,
        @Nullable Path directory,
        @Nullable String rest,
        @Nullable String listeners,
        List<String> assignments,
        List<Path> files) {
    static final String NAME = "worker";
    static final String CONFIG = "--config";
    static final String DIRECTORY = "--dir";
    static final String REST = "--rest";
    static final String LISTENERS = "--listeners";
    static final String SET = "--set";

    private static final Set<String> OPTIONS = Set.of(CONFIG, DIRECTORY, REST, LISTENERS, SET);
    private static final Duration EVER = Duration.ofDays(36_500);

    /**
     * Reads a plain command line, {@code worker [--option value]... [file]...}, without picocli: only to load that takes a sixth of
     * a worker's start. Null if there is anything in it for picocli to explain, to refuse or to expand.
     */
    static @Nullable WorkerCall read(String[] args) {
        if (args.length == 0 || !args[0].equals(NAME)) {
            return null;
        }
        Map<String, String> options = new HashMap<>();
        List<String> assignments = new ArrayList<>();
        List<Path> files = new ArrayList<>();
        for (int i = 1; i < args.length; i++) {
            String option = OPTIONS.contains(args[i]) ? args[i++] : null;
            if (i == args.length || !isPlain(args[i])) {
                return null;
            } else if (option == null) {
                files.add(Path.of(args[i]));
            } else if (option.equals(SET)) {
                assignments.add(args[i]);
            } else if (options.put(option, args[i]) != null) {
                return null;
            }
        }
        return new WorkerCall(
                path(options.get(CONFIG)),
                path(options.get(DIRECTORY)),
                options.get(REST),
                options.get(LISTENERS),
                assignments,
                files);
    }

    /** Neither an option nor a file of arguments. */
    private static boolean isPlain(String value) {
        return !value.isEmpty() && value.charAt(0) != '-' && value.charAt(0) != '@';
    }

    private static @Nullable Path path(@Nullable String value) {
        return value == null ? null : Path.of(value);
    }

    /** Runs the worker until its end is asked for; returns the exit code. */
    int run(Ending ending, PrintWriter out) throws InterruptedException {
        WarmUp.begin();
        var settings = new Settings();
        if (config != null) {
            settings.file(config);
        }
        settings.directory(directory).rest(rest).listeners(listeners).assignments(assignments);
        var connectors = files.stream().map(ConnectorFile::read).toList();
        Logging.toStandardError();
        ending.want();
        try (var worker = LocalWorker.start(settings, Build.running())) {
            connectors.forEach(worker::apply);
            out.println("REST " + worker.url());
            worker.listeners().forEach(it -> out.println("Kafka " + it));
            out.println("log  " + worker.log());
            ending.await(EVER);
        }
        return ExitCode.OK.number();
    }
}
