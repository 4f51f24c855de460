package io.leat.cli.demo;

import java.io.PrintWriter;
import java.util.List;

/** Draws a picture over the one before it, with the few ANSI codes that every terminal knows. */
final class Screen {
    private static final String ESCAPE = "\u001b[";
    private static final String CLEAR_LINE = ESCAPE + "K";
    private static final String CLEAR_BELOW = ESCAPE + "J";

    private final PrintWriter out;
    private int drawn;

    Screen(PrintWriter out) {
        this.out = out;
    }

    void draw(List<String> lines) {
        var picture = new StringBuilder();
        if (drawn > 0) {
            picture.append(ESCAPE).append(drawn).append("A\r");
        }
        for (var line : lines) {
            picture.append(line).append(CLEAR_LINE).append('\n');
        }
        out.print(picture.append(CLEAR_BELOW));
        out.flush();
        drawn = lines.size();
    }
}
