package io.leat.connector.telegraf.listen;

import io.leat.lineprotocol.LineError;
import io.leat.lineprotocol.LineParser;
import io.leat.lineprotocol.LineParser.Event;
import io.leat.lineprotocol.LineView;
import io.leat.lineprotocol.Precision;
import java.io.IOException;

/**
 * Lines out of bytes that come in pieces, and the position of each in the whole. A line longer than the limit is a bad line, and
 * what is left of it is thrown away as it comes (T2).
 */
final class LineStream {
    private final LineParser parser;
    private final int longestLine;
    private final byte[] buffer;
    /** The position in the whole of the buffer's first byte. */
    private long base;

    private int from;
    private int to;
    private boolean skipping;
    private boolean ended;
    private LineError tooLong = new LineError(0, 0, "", "");
    private boolean wasTooLong;

    /** Where bytes come from; as {@link java.io.InputStream#read(byte[], int, int)}. */
    interface Bytes {
        int read(byte[] buffer, int offset, int length) throws IOException;
    }

    LineStream(Precision precision, int longestLine, int blockBytes, long position) {
        parser = new LineParser(precision);
        this.longestLine = longestLine;
        buffer = new byte[Math.max(longestLine, blockBytes)];
        base = position;
    }

    /**
     * Reads once; what was read before and not yet taken by {@link #next} is kept.
     *
     * @return the number of bytes, or -1 at the end
     */
    int fill(Bytes source) throws IOException {
        System.arraycopy(buffer, from, buffer, 0, to - from);
        base += from;
        to -= from;
        from = 0;
        int count = source.read(buffer, to, buffer.length - to);
        to += Math.max(0, count);
        feed();
        return count;
    }

    /** What is left is the last line, whole or not. */
    void end() {
        ended = true;
        feed();
    }

    private void feed() {
        if (skipping) {
            int lineBreak = lineBreak();
            skipping = lineBreak < 0;
            from = skipping ? to : lineBreak + 1;
        }
        parser.feed(buffer, from, to - from, ended);
    }

    private int lineBreak() {
        for (int i = from; i < to; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** The next line there is without reading. */
    Event next() {
        Event event = parser.next();
        from = parser.position();
        wasTooLong = event == Event.END && to - from >= longestLine;
        if (wasTooLong) {
            tooLong = new LineError(parser.line(), longestLine, "a line of at most " + longestLine + " bytes", "more");
            skipping = true;
            feed();
            return Event.BAD_LINE;
        }
        return event;
    }

    LineView view() {
        return parser.view();
    }

    LineError error() {
        return wasTooLong ? tooLong : parser.error();
    }

    /** The number of the line {@link #next} has returned, if it is one line long. */
    long lineNumber() {
        return parser.line() - 1;
    }

    /** The position in the whole of the first byte after the line that {@link #next} returned. */
    long position() {
        return base + from;
    }
}
