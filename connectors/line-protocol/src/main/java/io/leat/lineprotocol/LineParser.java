package io.leat.lineprotocol;

/**
 * Reads line protocol from a byte array, line after line, into one reused {@link LineView}.
 *
 * <pre>{@code
 * parser.reset(bytes, 0, bytes.length);
 * for (Event event; (event = parser.next()) != Event.END; ) {
 *     if (event == Event.LINE) use(parser.view()); else report(parser.error());
 * }
 * }</pre>
 *
 * <p>Blank lines and comments ({@code #} as the first byte that is no space) are passed over. A comment with a byte that is
 * not printable is a bad line: what it swallows, behind a lone carriage return for example, was meant to be read. After a bad line parsing goes on
 * at the next one (L1). A string may hold line breaks; if its closing quote is missing, the line after its opening quote is
 * the next one, so that one lost quote does not take the rest of the input with it.
 *
 * <p>For one thread.
 */
public final class LineParser {
    /** What {@link #next} found. */
    public enum Event {
        /** A good line: see {@link #view}. */
        LINE,
        /** A line that was refused: see {@link #error}. */
        BAD_LINE,
        /** No further whole line: see {@link #position} for where to go on with more bytes. */
        END
    }

    private final LineView view = new LineView();
    private final LineScanner scanner;
    private byte[] buffer = new byte[0];
    private int position;
    private int end;
    private boolean last = true;
    private long line = 1;
    private LineError error = new LineError(1, 1, "input", "none");

    public LineParser(Precision precision) {
        scanner = new LineScanner(view, precision);
    }

    /** Begins with a whole input, at line 1. The bytes are not copied. */
    public void reset(byte[] bytes, int offset, int length) {
        line = 1;
        feed(bytes, offset, length, true);
    }

    /**
     * Goes on with the next bytes of an input that comes in pieces; lines are counted on.
     *
     * @param last whether the input ends with these bytes. If not, a line without its line break is not read: {@link #next}
     *     says {@link Event#END}, and the bytes from {@link #position} on come again with more after them
     */
    public void feed(byte[] bytes, int offset, int length, boolean last) {
        buffer = bytes;
        position = offset;
        end = offset + length;
        this.last = last;
        scanner.input(bytes, end, last);
    }

    /** Reads on to the next line that says something. */
    public Event next() {
        while (position < end) {
            int text = skipSpaces();
            if (text == end || (buffer[text] == '\r' && text + 1 == end)) {
                return ended();
            }
            if (buffer[text] != '#' && !isLineBreak(text)) {
                return point(text);
            }
            int lineBreak = Bytes.indexOf(buffer, (byte) '\n', text, end);
            if ((lineBreak >= 0 || last) && !scanner.isComment(text, lineBreak < 0 ? end : lineBreak)) {
                return badLine(position);
            }
            if (lineBreak < 0) {
                return ended();
            }
            position = lineBreak + 1;
            line++;
        }
        return Event.END;
    }

    private int skipSpaces() {
        int at = position;
        while (at < end && buffer[at] == ' ') {
            at++;
        }
        return at;
    }

    private boolean isLineBreak(int at) {
        return buffer[at] == '\n' || (buffer[at] == '\r' && buffer[at + 1] == '\n');
    }

    private Event ended() {
        position = last ? end : position;
        return Event.END;
    }

    private Event point(int from) {
        int lineStart = position;
        int next = scanner.scan(from);
        if (next >= 0) {
            position = next;
            line += 1 + scanner.lineBreaksInside();
            return Event.LINE;
        }
        return badLine(lineStart);
    }

    private Event badLine(int lineStart) {
        int failedAt = scanner.failedAt();
        int lineBreak = failedAt == end ? -1 : Bytes.indexOf(buffer, (byte) '\n', scanner.resumeAt(), end);
        if (lineBreak < 0 && !last) {
            return Event.END;
        }
        error = locate(lineStart, failedAt);
        position = lineBreak < 0 ? end : lineBreak + 1;
        line += lineBreaks(lineStart, position);
        return Event.BAD_LINE;
    }

    private LineError locate(int lineStart, int failedAt) {
        int column = 1;
        for (int i = failedAt - 1; i >= lineStart && buffer[i] != '\n'; i--) {
            column++;
        }
        return new LineError(line + lineBreaks(lineStart, failedAt), column, scanner.expected(), scanner.found());
    }

    private int lineBreaks(int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) {
            if (buffer[i] == '\n') {
                count++;
            }
        }
        return count;
    }

    /** The line read last; valid after {@link Event#LINE}. */
    public LineView view() {
        return view;
    }

    /** Why the line read last was refused; valid after {@link Event#BAD_LINE}. */
    public LineError error() {
        return error;
    }

    /** The index of the first byte that was not read. */
    public int position() {
        return position;
    }

    /** The number of the line at {@link #position}, from 1. */
    public long line() {
        return line;
    }
}
