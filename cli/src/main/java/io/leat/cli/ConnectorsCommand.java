package io.leat.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.leat.cli.rest.ConnectClient;
import io.leat.cli.text.Table;
import io.leat.cli.worker.ConnectorFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code leat connectors ...}: what a person or a script asks of a running worker, ours or Apache's, over its REST. */
@Command(
        name = "connectors",
        description = "Speaks to a running worker: lists, creates and steers connectors.",
        synopsisSubcommandLabel = "COMMAND")
final class ConnectorsCommand {
    /** Not an {@code ObjectMapper}: making one would cost every start of every command a tenth of a second. */
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before a command runs.
    private CommandSpec spec;

    @Option(
            names = "--url",
            scope = ScopeType.INHERIT,
            paramLabel = "URL",
            defaultValue = "${env:LEAT_URL:-http://127.0.0.1:8083}",
            description = "The worker's REST (default: $LEAT_URL, else http://127.0.0.1:8083).")
    private String url = "";

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Prints JSON, for scripts.")
    private boolean json;

    @Command(description = "Every connector with its state.")
    int list() {
        var client = new ConnectClient(url);
        return show(client, client.names());
    }

    @Command(description = "Connectors with their tasks, and why they failed.")
    int status(
            @Parameters(paramLabel = "NAME", arity = "0..*", description = "All, without a name.") @Nullable
                    List<String> names) {
        var client = new ConnectClient(url);
        var statuses = (names == null ? client.names() : names)
                .stream().map(client::status).toList();
        if (json) {
            return print(statuses);
        }
        statuses.forEach(status -> StatusText.details(status).forEach(out()::println));
        return ExitCode.OK.number();
    }

    @Command(description = "Creates connectors from files: JSON with name and config, flat JSON, or .properties.")
    int create(
            @Option(names = "--update", description = "Gives a connector that is there the new configuration.")
                    boolean update,
            @Parameters(paramLabel = "FILE", arity = "1..*") List<Path> files) {
        var client = new ConnectClient(url);
        var read = files.stream().map(ConnectorFile::read).toList();
        var before = update ? client.names() : List.<String>of();
        for (var file : read) {
            if (before.contains(file.name())) {
                client.put(file.name(), file.config());
            } else {
                client.create(file.name(), file.config(), file.initialState());
            }
            tell(before.contains(file.name()) ? "updated" : "created", file.name());
        }
        return ExitCode.OK.number();
    }

    @Command(description = "Pauses connectors; they keep their resources.")
    int pause(@Parameters(paramLabel = "NAME", arity = "1..*") List<String> names) {
        return each(names, "paused", ConnectClient::pause);
    }

    @Command(description = "Resumes paused or stopped connectors.")
    int resume(@Parameters(paramLabel = "NAME", arity = "1..*") List<String> names) {
        return each(names, "resumed", ConnectClient::resume);
    }

    @Command(description = "Stops connectors and frees what their tasks hold.")
    int stop(@Parameters(paramLabel = "NAME", arity = "1..*") List<String> names) {
        return each(names, "stopped", ConnectClient::stop);
    }

    @Command(description = "Restarts connectors, or one task.")
    int restart(
            @Option(names = "--task", paramLabel = "N", description = "This task alone, counted from 0.") @Nullable
                    Integer task,
            @Parameters(paramLabel = "NAME", arity = "1..*") List<String> names) {
        return each(names, "restarted", (client, name) -> {
            if (task == null) {
                client.restart(name);
            } else {
                client.restartTask(name, task);
            }
        });
    }

    @Command(description = "Deletes connectors; their topics and offsets stay.")
    int delete(@Parameters(paramLabel = "NAME", arity = "1..*") List<String> names) {
        return each(names, "deleted", ConnectClient::delete);
    }

    private int each(List<String> names, String done, BiConsumer<ConnectClient, String> call) {
        var client = new ConnectClient(url);
        for (var name : names) {
            call.accept(client, name);
            tell(done, name);
        }
        return ExitCode.OK.number();
    }

    private int show(ConnectClient client, List<String> names) {
        var statuses = names.stream().map(client::status).toList();
        if (json) {
            return print(statuses);
        }
        if (statuses.isEmpty()) {
            out().println("No connectors. Create one with ./leat connectors create FILE.");
            return ExitCode.OK.number();
        }
        var table = new Table("NAME", "TYPE", "STATE", "TASKS", "WORKER");
        statuses.forEach(status -> StatusText.row(table, status));
        table.lines().forEach(out()::println);
        return ExitCode.OK.number();
    }

    private int print(List<JsonNode> statuses) {
        ArrayNode array = JSON.arrayNode().addAll(statuses);
        out().println(array.toPrettyString());
        return ExitCode.OK.number();
    }

    private void tell(String done, String name) {
        out().println(json ? JSON.objectNode().put("connector", name).put("done", done) : done + " " + name);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
