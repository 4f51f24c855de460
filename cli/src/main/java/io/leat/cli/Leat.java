package io.leat.cli;

import java.io.PrintWriter;
import java.nio.charset.Charset;

/** The main class: runs what the command line says, and ends the process with the exit code of that. */
public final class Leat {
    private Leat() {}

    public static void main(String[] args) {
        var ending = new Ending().install();
        var worker = WorkerCall.read(args);
        ending.exit(worker == null ? Commands.line(ending).execute(args) : run(worker, ending));
    }

    /** Runs it as picocli would. */
    private static int run(WorkerCall worker, Ending ending) {
        try {
            return worker.run(ending, new PrintWriter(System.out, true, Charset.defaultCharset()));
        } catch (Exception e) {
            return Problem.tell(e, new PrintWriter(System.err, true, Charset.defaultCharset()));
        }
    }
}
