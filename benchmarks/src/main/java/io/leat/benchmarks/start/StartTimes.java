package io.leat.benchmarks.start;

import io.leat.testing.StartTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Starts a worker some times, each in a new folder, and prints least, median and greatest of what it took. */
public final class StartTimes {
    private static final String STARTS = "20";

    private StartTimes() {}

    public static void main(String[] args) throws Exception {
        int starts = Integer.parseInt(args.length > 0 ? args[0] : STARTS);
        Path folder =
                Files.createTempDirectory(Path.of(System.getProperty("leat.benchmark.dir", "/tmp")), "leat-start-");
        StartTime.of(folder.resolve("first")); // It prepares the archive of classes, if that is not there.
        List<StartTime> times = new ArrayList<>();
        for (int i = 0; i < starts; i++) {
            times.add(StartTime.of(folder.resolve(Integer.toString(i))));
        }
        System.out.println("./leat worker to the answer of GET /, " + starts + " starts, ms: least, median, greatest");
        print("clock     ", times, StartTime::wall);
        print("processors", times, StartTime::cpu);
    }

    private static void print(String what, List<StartTime> times, Function<StartTime, Duration> figure) {
        var sorted = times.stream().map(figure).map(Duration::toMillis).sorted().toList();
        int last = sorted.size() - 1;
        System.out.println(
                what + "  " + sorted.get(0) + "  " + sorted.get(sorted.size() / 2) + "  " + sorted.get(last));
    }
}
