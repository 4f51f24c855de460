package io.leat.benchmarks.start;

import io.leat.testing.LeatProcess;
import io.leat.testing.ManyPlugins;
import io.leat.testing.PeerJars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What plugins cost a start: from {@code ./leat worker} with a connector to the answer that it runs, with a hundred plugin jars beside
 * its own and without, in turns.
 */
public final class PluginStarts {
    private static final String JARS = "100";
    private static final int STARTS = 9;
    private static final Duration SOON = Duration.ofMinutes(1);

    private PluginStarts() {}

    public static void main(String[] args) throws Exception {
        int jars = Integer.parseInt(args.length > 0 ? args[0] : JARS);
        Path folder =
                Files.createTempDirectory(Path.of(System.getProperty("leat.benchmark.dir", "/tmp")), "leat-plugins-");
        Path many = folder.resolve("many");
        ManyPlugins.write(many, jars, PeerJars.of("jackson-databind"));
        Path one = Files.createDirectories(folder.resolve("one"));
        Files.copy(many.resolve("plugin-0.jar"), one.resolve("plugin-0.jar"));
        Path connector = Files.writeString(
                folder.resolve("c.json"),
                "{\"name\":\"c\",\"config\":{\"connector.class\":\"" + ManyPlugins.connector(0) + "\"}}");
        start(one, connector, folder);
        Duration first = start(many, connector, folder);
        List<Long> with = new ArrayList<>();
        List<Long> without = new ArrayList<>();
        for (int i = 0; i < STARTS; i++) {
            with.add(start(many, connector, folder).toMillis());
            without.add(start(one, connector, folder).toMillis());
        }
        System.out.println("./leat worker to a connector that runs, " + STARTS + " starts, ms: least, median");
        print("its jar alone", without);
        print(jars + " jars", with);
        System.out.println(jars + " jars, the first time: " + first.toMillis());
    }

    private static Duration start(Path plugins, Path connector, Path folder) throws IOException {
        Path data = Files.createTempDirectory(folder, "data");
        long begin = System.nanoTime();
        try (var worker = LeatProcess.start(List.of(
                "worker",
                "--dir",
                data.toString(),
                "--rest",
                "127.0.0.1:0",
                "--listeners",
                "",
                "--set",
                "plugin.path=" + plugins,
                "--set",
                "plugin.scan.cache=" + folder.resolve("cache"),
                connector.toString()))) {
            worker.rest().await("/connectors/c/status", "\"tasks\":[{\"id\":0,\"state\":\"RUNNING\"", SOON);
            return Duration.ofNanos(System.nanoTime() - begin);
        }
    }

    private static void print(String what, List<Long> times) {
        var sorted = times.stream().sorted().toList();
        System.out.println(what + ": " + sorted.get(0) + "  " + sorted.get(sorted.size() / 2));
    }
}
