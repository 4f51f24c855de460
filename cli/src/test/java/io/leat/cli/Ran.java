package io.leat.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** A command that was run in this JVM: its exit code and what it wrote. */
record Ran(int exit, String out, String err) {

    static Ran leat(String... args) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exit = Commands.line(new Ending())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
        return new Ran(exit, out.toString(), err.toString());
    }
}
