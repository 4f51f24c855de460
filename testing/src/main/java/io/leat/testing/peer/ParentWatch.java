package io.leat.testing.peer;

import java.io.IOException;

/**
 * Ends this process when the one that started it is gone. The parent holds the other end of our standard input and never
 * writes to it, so that an end of file means that the parent died, however it died.
 */
final class ParentWatch {
    private ParentWatch() {}

    static void start() {
        var watch = new Thread(ParentWatch::haltAtEndOfInput, "parent-watch");
        watch.setDaemon(true);
        watch.start();
    }

    private static void haltAtEndOfInput() {
        try {
            while (System.in.read() >= 0) {
                // A byte says that the parent lives; none is ever sent.
            }
        } catch (IOException gone) {
            System.err.println("standard input broke: " + gone);
        }
        Runtime.getRuntime().halt(1);
    }
}
