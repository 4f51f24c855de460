package io.leat.cli.demo;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The newest rows of the CSV files of a folder, read from the files' ends as {@code tail} does. */
final class CsvTail {
    private static final int BLOCK = 8192;

    private final Path folder;

    CsvTail(Path folder) {
        this.folder = folder;
    }

    /** At most {@code count} whole rows of the files that were written last, oldest first, as {@link CsvLine} shows them. */
    List<String> lines(int count) throws IOException {
        var lines = new ArrayList<String>();
        for (var file : newestFirst()) {
            if (lines.size() >= count) {
                break;
            }
            var more = end(file, count - lines.size());
            lines.addAll(0, more);
        }
        return lines;
    }

    private List<Path> newestFirst() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        record Dated(Path file, FileTime written) {}
        var dated = new ArrayList<Dated>();
        try (var files = Files.walk(folder)) {
            for (var file :
                    files.filter(each -> each.toString().endsWith(".csv")).toList()) {
                dated.add(new Dated(file, Files.getLastModifiedTime(file)));
            }
        }
        dated.sort(Comparator.comparing(Dated::written).reversed());
        return dated.stream().map(Dated::file).toList();
    }

    /** The last lines of one file, without its header and without a line that is still being written. */
    private static List<String> end(Path file, int count) throws IOException {
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
            var header = block(in, 0).lines().findFirst().orElse("");
            var end = block(in, Math.max(0, in.length() - BLOCK));
            var lines =
                    end.substring(0, end.lastIndexOf('\n') + 1).lines().skip(1).toList();
            return lines.subList(Math.max(0, lines.size() - count), lines.size()).stream()
                    .map(line -> CsvLine.filled(header, line))
                    .toList();
        }
    }

    private static String block(RandomAccessFile in, long from) throws IOException {
        var block = new byte[(int) Math.min(BLOCK, in.length() - from)];
        in.seek(from);
        in.readFully(block);
        return new String(block, StandardCharsets.UTF_8);
    }
}
