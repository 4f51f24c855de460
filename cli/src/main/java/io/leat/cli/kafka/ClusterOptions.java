package io.leat.cli.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import io.leat.cli.ExitCode;
import io.leat.cli.text.Table;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What every command takes that speaks to a log, and how it answers. */
final class ClusterOptions {
    static final String DEFAULT = "127.0.0.1:9092";

    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
    private CommandSpec spec;

    @Option(
            names = "--bootstrap-server",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:LEAT_BOOTSTRAP_SERVER:-" + DEFAULT + "}",
            description = "The log, or the Kafka cluster (default: $LEAT_BOOTSTRAP_SERVER, else " + DEFAULT + ").")
    private String bootstrapServer = DEFAULT;

    @Option(
            names = "--command-config",
            paramLabel = "FILE",
            description = "A .properties file with more settings of the client, for example security.protocol.")
    private @Nullable Path config;

    @Option(names = "--json", description = "Prints JSON, for scripts.")
    private boolean json;

    /** For {@link Mixin}. */
    ClusterOptions() {}

    /** Opens a connection, or says why there is none. */
    Cluster connect() {
        return Cluster.connect(bootstrapServer, config);
    }

    boolean json() {
        return json;
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    PrintWriter err() {
        return spec.commandLine().getErr();
    }

    int show(Table table) {
        table.lines().forEach(out()::println);
        return ExitCode.OK.number();
    }

    int show(JsonNode node) {
        out().println(node.toPrettyString());
        return ExitCode.OK.number();
    }

    /** Tells a person what was done; a script that asked for JSON gets {@code node} instead. */
    void tell(String done, JsonNode node) {
        out().println(json ? node.toString() : done);
    }
}
