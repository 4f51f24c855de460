package io.leat.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.leat.cli.text.Table;
import java.util.ArrayList;
import java.util.List;

/** A connector's status, as REST gives it, in words for a terminal. Pure. */
final class StatusText {
    private StatusText() {}

    /** Adds name, type, state, running of all tasks, and worker. A failed task shows in the state. */
    static void row(Table table, JsonNode status) {
        int running = 0;
        int failed = 0;
        for (var task : status.path("tasks")) {
            running += state(task).equals("RUNNING") ? 1 : 0;
            failed += state(task).equals("FAILED") ? 1 : 0;
        }
        int all = status.path("tasks").size();
        table.row(
                status.path("name").asText(),
                status.path("type").asText(),
                state(status.path("connector")),
                running + "/" + all + " running" + (failed > 0 ? ", " + failed + " failed" : ""),
                status.path("connector").path("worker_id").asText());
    }

    /** The connector and its tasks, one a line, and the first line of the trace under what failed. */
    static List<String> details(JsonNode status) {
        var table = new Table("NAME", "WHAT", "STATE", "WORKER", "CAUSE");
        var name = status.path("name").asText();
        table.row(cells(name, status.path("type").asText() + " connector", status.path("connector")));
        for (var task : status.path("tasks")) {
            table.row(cells(name, "task " + task.path("id").asText(), task));
        }
        var lines = new ArrayList<>(table.lines());
        lines.add("");
        return lines;
    }

    private static Object[] cells(String name, String what, JsonNode part) {
        var trace = part.path("trace").asText("");
        var cause = trace.lines().findFirst().orElse("");
        return new Object[] {name, what, state(part), part.path("worker_id").asText(), cause};
    }

    private static String state(JsonNode part) {
        return part.path("state").asText("UNASSIGNED");
    }
}
