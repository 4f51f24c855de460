package io.leat.cli.kafka;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Where a dump of one file goes: lines for people, as Kafka's tool writes them, or objects for scripts; faults to standard error. */
final class DumpOut {
    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean json;
    private final Path file;

    DumpOut(PrintWriter out, PrintWriter err, boolean json, Path file) {
        this.out = out;
        this.err = err;
        this.json = json;
        this.file = file;
    }

    boolean isJson() {
        return json;
    }

    /** A line that is for people only. */
    void say(String line) {
        if (!json) {
            out.println(line);
        }
    }

    /** One thing found: a line, or an object with {@code fields}. */
    void found(String line, Consumer<ObjectNode> fields) {
        if (json) {
            ObjectNode node = JsonNodeFactory.instance.objectNode().put("file", file.toString());
            fields.accept(node);
            out.println(node);
        } else {
            out.println(line);
        }
    }

    /** Tells a fault; always false. */
    boolean wrong(String fault) {
        err.println(file + ": " + fault);
        return false;
    }
}
