package io.leat.cli.plugins;

import com.fasterxml.jackson.databind.JsonNode;
import io.leat.cli.ExitCode;
import io.leat.cli.logging.Logging;
import io.leat.cli.rest.ConnectClient;
import io.leat.cli.text.Table;
import io.leat.connect.plugin.PluginDoctor;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code leat plugins ...}: installs plugins from Maven repositories, says what is there and what is wrong with it. */
@Command(
        name = "plugins",
        description = "Installs plugins from Maven repositories, lists, removes and examines them.",
        synopsisSubcommandLabel = "COMMAND")
public final class PluginsCommand {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before a command runs.
    private CommandSpec spec;

    @Option(
            names = "--dir",
            scope = ScopeType.INHERIT,
            paramLabel = "DIR",
            defaultValue = "leat-data",
            description =
                    "The worker's folder, as for ./leat worker; plugins are in DIR/plugins (default: ./leat-data).")
    private Path directory = Path.of("leat-data");

    @Option(
            names = "--into",
            scope = ScopeType.INHERIT,
            paramLabel = "FOLDER",
            description = "In place of DIR/plugins: a folder that the worker's plugin.path names.")
    private @Nullable Path into;

    @Command(description = "Fetches a plugin with all that it needs, checks it, and puts it into a folder of its own.")
    int install(
            @Option(
                            names = "--repo",
                            paramLabel = "URL",
                            description = "A Maven repository to ask, in place of Maven Central; may be given several"
                                    + " times, and 'central' is Maven Central.")
                    List<String> repos,
            @Option(
                            names = "--with",
                            paramLabel = "GROUP:ARTIFACT[:VERSION]",
                            description =
                                    "What the plugin does not ask for and needs all the same: a driver, for example.")
                    List<String> with,
            @Option(
                            names = "--cache",
                            paramLabel = "FOLDER",
                            description = "The local Maven repository, where all that was fetched stays"
                                    + " (default: ~/.m2/repository).")
                    @Nullable
                    Path cache,
            @Option(names = "--offline", description = "Asks nobody: takes what is in the cache.") boolean offline,
            @Parameters(paramLabel = "GROUP:ARTIFACT[:VERSION]", arity = "1..*") List<String> plugins) {
        Logging.warningsToStandardError();
        var wanted = plugins.stream().map(Coordinates::parse).toList();
        var beside = list(with).stream().map(Coordinates::parse).toList();
        var urls = repos(list(repos));
        var local = cache == null ? Path.of(System.getProperty("user.home", "."), ".m2", "repository") : cache;
        var store = new PluginStore(folder());
        var progress = new Progress(err(), System.getProperty("leat.columns") != null);
        for (Coordinates plugin : wanted) {
            try (var maven = new MavenPlugins(local, urls, offline, progress)) {
                var found = maven.resolve(plugin, beside);
                var where = store.install(found);
                out().println("installed " + found.coordinates() + " in " + where + ", "
                        + found.jars().size() + " jars");
            }
        }
        out().println("A worker that runs takes it up with ./leat plugins reload.");
        return ExitCode.OK.number();
    }

    private static List<String> repos(List<String> given) {
        return given.isEmpty()
                ? List.of(MavenPlugins.CENTRAL)
                : given.stream()
                        .map(url -> url.equals("central") ? MavenPlugins.CENTRAL : url)
                        .toList();
    }

    private static List<String> list(@Nullable List<String> given) {
        return given == null ? List.of() : given;
    }

    @Command(description = "The plugins in the folder and those that come with Leat, with their kinds and versions.")
    int list() {
        Logging.warningsToStandardError();
        var table = new Table("CLASS", "TYPE", "VERSION", "FOLDER");
        var report = PluginDoctor.examine(path());
        report.plugins()
                .forEach(plugin -> table.row(
                        plugin.className(),
                        plugin.kind().label(),
                        plugin.version(),
                        String.valueOf(plugin.place().getFileName())));
        if (report.plugins().isEmpty()) {
            out().println("No plugins in " + path() + ". Install one with ./leat plugins install GROUP:ARTIFACT.");
        } else {
            table.lines().forEach(out()::println);
        }
        return ExitCode.OK.number();
    }

    @Command(description = "Removes plugins that were installed, by their coordinates or the names of their folders.")
    int remove(@Parameters(paramLabel = "PLUGIN", arity = "1..*") List<String> plugins) {
        var store = new PluginStore(folder());
        for (String plugin : plugins) {
            store.remove(plugin).forEach(gone -> out().println("removed " + gone));
        }
        return ExitCode.OK.number();
    }

    @Command(
            description = "Makes one of each plugin and tells what will not work, why, and what to do.",
            footer = {"", "Ends with 1 if something will not work."})
    int doctor(
            @Parameters(paramLabel = "FOLDER", arity = "0..*", description = "Other folders of a plugin.path.")
                    @Nullable
                    List<Path> folders) {
        Logging.warningsToStandardError();
        var more = folders == null ? List.<Path>of() : folders;
        var path = Stream.concat(Stream.of(path()), more.stream().map(Path::toString))
                .filter(element -> !element.isEmpty())
                .collect(Collectors.joining(","));
        var report = PluginDoctor.examine(path);
        var harm = new ArrayList<String>();
        for (PluginDoctor.Finding finding : report.findings()) {
            var line = finding.place() + " " + finding.what() + ". " + finding.instead();
            out().println((finding.harmful() ? "WRONG  " : "note   ") + line);
            if (finding.harmful()) {
                harm.add(line);
            }
        }
        for (PluginStore.Installed plugin : new PluginStore(folder()).installed()) {
            for (String change : PluginStore.changes(plugin)) {
                out().println("WRONG  " + plugin.folder() + ": " + change + ". Install " + plugin.coordinates()
                        + " again.");
                harm.add(change);
            }
        }
        out().println(report.plugins().size() + " plugins examined, " + harm.size() + " things are wrong.");
        return harm.isEmpty() ? ExitCode.OK.number() : ExitCode.FAILED.number();
    }

    @Command(description = "Lets a running worker look for plugins again.")
    int reload(
            @Option(
                            names = "--url",
                            paramLabel = "URL",
                            defaultValue = "${env:LEAT_URL:-http://127.0.0.1:8083}",
                            description = "The worker's REST (default: $LEAT_URL, else http://127.0.0.1:8083).")
                    String url) {
        JsonNode changes = new ConnectClient(url).reloadPlugins();
        for (String what : List.of("added", "removed")) {
            for (JsonNode plugin : changes.path(what)) {
                out().println(what + " " + plugin.path("class").asText() + " "
                        + plugin.path("version").asText());
            }
        }
        if (changes.path("added").isEmpty() && changes.path("removed").isEmpty()) {
            out().println("Nothing is new.");
        }
        return ExitCode.OK.number();
    }

    private Path folder() {
        return into == null ? directory.resolve("plugins") : into;
    }

    /** What a worker in this folder looks at: what was installed, and what comes with Leat. */
    private String path() {
        var home = System.getProperty("leat.home");
        return Stream.concat(
                        Stream.of(folder()),
                        home == null ? Stream.of() : Stream.of(Path.of(home).resolve("plugins")))
                .filter(Files::isDirectory)
                .map(Path::toString)
                .collect(Collectors.joining(","));
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
