package io.leat.cli.demo;

import io.leat.cli.text.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the demo writes: a picture of the pipeline for a terminal, a line for a file, and the summary at the end. Pure.
 *
 * @param rest the address of REST
 * @param csv the folder of the CSV files
 * @param log the folder of the log
 * @param topic the topic between source and sink
 */
record Frame(String rest, String csv, String log, String topic) {
    private static final String INDENT = "  ";

    /** The lines of the live table, each at most {@code columns} wide. */
    List<String> picture(Snapshot now, int columns) {
        var lines = new ArrayList<String>();
        lines.add("Leat demo: this machine's metrics -> topic " + topic + " -> CSV   " + clock(now.running())
                + "   Ctrl-C ends it");
        lines.add("");
        addIndented(lines, connectors(now));
        lines.add("");
        addIndented(lines, counters(now));
        lines.add("");
        lines.add(INDENT + "last CSV lines");
        now.lastLines().forEach(line -> lines.add(INDENT + line));
        lines.add("");
        addIndented(lines, places());
        return lines.stream().map(line -> cut(line, columns)).toList();
    }

    /** One line that says the same, for an output that cannot be drawn over. */
    String line(Snapshot now) {
        return String.format(
                Locale.ROOT,
                "%s  records in %d, records out %d, lag %d, %.1f records/s%s",
                clock(now.running()),
                now.in(),
                now.out(),
                now.lag(),
                now.perSecond(),
                troubles(now));
    }

    /** Where everything is, before the first line. */
    List<String> places() {
        return List.of("REST  " + rest, "CSV   " + csv, "log   " + log);
    }

    /** What came of it. */
    List<String> summary(Snapshot last) {
        var lines = new ArrayList<String>();
        lines.add(String.format(
                Locale.ROOT,
                "Done after %s: %d records in, %d records out, lag %d.",
                clock(last.running()),
                last.in(),
                last.out(),
                last.lag()));
        lines.add("CSV files: " + csv);
        return lines;
    }

    private List<String> connectors(Snapshot now) {
        var table = new Table("CONNECTOR", "TYPE", "STATE", "CAUSE");
        now.connectors().forEach(each -> table.row(each.name(), each.type(), each.state(), each.cause()));
        return table.lines();
    }

    private List<String> counters(Snapshot now) {
        var rate = String.format(Locale.ROOT, "%.1f/s", now.perSecond());
        return new Table(">RECORDS IN", ">RECORDS OUT", ">LAG", ">RATE")
                .row(now.in(), now.out(), now.lag(), rate)
                .lines();
    }

    private static String troubles(Snapshot now) {
        var text = new StringBuilder();
        now.connectors().stream()
                .filter(each -> each.state().equals("FAILED"))
                .forEach(each -> text.append(", ")
                        .append(each.name())
                        .append(" FAILED: ")
                        .append(each.cause()));
        return text.toString();
    }

    private static void addIndented(List<String> lines, List<String> more) {
        more.forEach(line -> lines.add(INDENT + line));
    }

    private static String clock(Duration running) {
        return String.format(Locale.ROOT, "%d:%02d", running.toMinutes(), running.toSecondsPart());
    }

    private static String cut(String line, int columns) {
        return line.length() <= columns ? line : line.substring(0, Math.max(0, columns - 1)) + "…";
    }
}
