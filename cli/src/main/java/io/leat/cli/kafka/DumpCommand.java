package io.leat.cli.kafka;

import io.leat.cli.ExitCode;
import io.leat.cli.Problem;
import io.leat.log.disk.ReadOnlyFile;
import io.leat.log.segment.SegmentFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code leat dump}: what {@code kafka-dump-log.sh} does, line by line as it does it, without changing anything. */
@Command(name = "dump", description = "Prints and checks segments, indexes and producer snapshots, of Leat or Kafka.")
public final class DumpCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description = "A .log, .index, .timeindex, .txnindex or .snapshot file.")
    private List<Path> files = List.of();

    @Option(names = "--files", paramLabel = "FILE,…", description = "The same, with commas between them.")
    private String more = "";

    @ArgGroup(exclusive = false)
    private final DumpedLog.What what = new DumpedLog.What();

    @Option(
            names = "--verify-index-only",
            description = "Checks indexes against their segments, and prints no entries.")
    private boolean verifyOnly;

    @Option(names = "--index-sanity-check", description = "Checks indexes as a log does when it opens.")
    private boolean sanityOnly;

    @Option(names = "--json", description = "Prints one JSON object a line, for scripts.")
    private boolean json;

    @Override
    public Integer call() {
        List<Path> all = new ArrayList<>(files);
        Arrays.stream(more.split(",", -1))
                .filter(it -> !it.isBlank())
                .map(Path::of)
                .forEach(all::add);
        if (all.isEmpty()) {
            throw Problem.wrongInput(
                    "No file is named.",
                    "Write for example ./leat dump leat-data/log/orders-0/00000000000000000000.log.");
        }
        boolean sound = true;
        for (Path file : all) {
            sound &= dump(file);
        }
        spec.commandLine().getOut().flush();
        return (sound ? ExitCode.OK : ExitCode.FAILED).number();
    }

    /** Whether nothing was found to be wrong. */
    private boolean dump(Path file) {
        DumpOut out =
                new DumpOut(spec.commandLine().getOut(), spec.commandLine().getErr(), json, file);
        String name = String.valueOf(file.getFileName());
        if (!Files.isRegularFile(file)) {
            throw Problem.wrongInput("There is no file " + file + ".", "Check the path of the file.");
        }
        out.say("Dumping " + file);
        try (ReadOnlyFile opened = ReadOnlyFile.open(file)) {
            DumpedIndex index = new DumpedIndex(opened, file, base(name), out);
            if (name.endsWith(SegmentFiles.LOG)) {
                return new DumpedLog(opened, base(name), what, out).dump();
            } else if (name.endsWith(SegmentFiles.TXN_INDEX)) {
                return index.transactions();
            } else if (name.endsWith(SegmentFiles.TIME_INDEX)) {
                return sanityOnly ? index.timesAreSane() : index.times(verifyOnly);
            } else if (name.endsWith(SegmentFiles.INDEX)) {
                return sanityOnly ? index.offsetsAreSane() : index.offsets(verifyOnly);
            } else if (name.endsWith(SegmentFiles.SNAPSHOT)) {
                return index.producers();
            }
        } catch (KafkaException e) {
            return out.wrong(String.valueOf(e.getMessage()));
        }
        throw Problem.wrongInput(
                file + " is of no kind that is known.", "Name .log, .index, .timeindex, .txnindex or .snapshot files.");
    }

    private static long base(String name) {
        String digits = name.replaceFirst("\\..*", "");
        if (!digits.matches("\\d{20}")) {
            throw Problem.wrongInput(
                    name + " does not begin with an offset of twenty digits.",
                    "Name files of a partition's folder, such as 00000000000000000000.log.");
        }
        return Long.parseLong(digits);
    }
}
