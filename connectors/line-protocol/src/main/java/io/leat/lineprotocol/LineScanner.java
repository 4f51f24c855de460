package io.leat.lineprotocol;

import java.util.Arrays;
import java.util.HashSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads one line into a view by the grammar, or says where and why it cannot.
 *
 * <p>Each step takes the position it starts at and returns the one it ends at, or {@link #FAILED}; a failure at the end of
 * input that goes on means no more than that the line is not whole yet.
 */
final class LineScanner {
    static final int FAILED = -1;
    /** Up to here each tag key is compared with each; beyond, a set is cheaper, and cannot be made slow by the sender. */
    private static final int FEW_TAGS = 16;

    private final LineView view;
    private final NumberScanner numbers = new NumberScanner();
    private final long step;
    private byte[] buffer = new byte[0];
    private int end;
    private boolean last = true;

    private boolean nonAscii;
    private int lineBreaks;
    /** Where the string that ended last began, if it holds a line break; then a failure behind it is read as a lost quote. */
    private int longString = FAILED;

    private int failedAt;
    private int resumeAt;
    private String expected = "";
    private @Nullable String found;

    LineScanner(LineView view, Precision precision) {
        this.view = view;
        step = precision.nanos();
    }

    void input(byte[] bytes, int end, boolean last) {
        buffer = bytes;
        this.end = end;
        this.last = last;
        numbers.input(bytes, end);
    }

    /** Reads the line whose first byte is at {@code start}; the result is the byte after its line break. */
    int scan(int start) {
        view.clear(buffer, start);
        nonAscii = false;
        lineBreaks = 0;
        longString = FAILED;
        int at = measurement(start);
        at = at < 0 ? at : tags(at);
        at = at < 0 ? at : fields(at);
        at = at < 0 ? at : timestamp(at);
        return at >= 0 && nonAscii ? checkUtf8(start, at) : at;
    }

    /** Whether a comment, or nothing, is all that is from {@code start} to the end of the line. */
    boolean isComment(int start, int lineEnd) {
        int textEnd = lineEnd > start && buffer[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
        for (int at = start; at < textEnd; at++) {
            if (Bytes.isNonPrintable(buffer[at]) && buffer[at] != '\t') {
                fail(at, "a printable character or a tab in the comment", at, null);
                return false;
            }
        }
        return true;
    }

    private int measurement(int start) {
        int at = text(start, Bytes.MEASUREMENT_STOPS);
        if (at == start) {
            return fail(at, "a measurement name");
        }
        view.measurementEnd = at;
        return at;
    }

    private int tags(int from) {
        int at = from;
        while (at < end && buffer[at] == ',') {
            at = tag(at + 1);
            if (at < 0) {
                return at;
            }
        }
        view.seriesEnd = at;
        if (at == end || buffer[at] != ' ') {
            return fail(at, view.tagCount() == 0 ? "',' or ' ' after the measurement" : afterTagValue(at));
        }
        return duplicateTag() < 0 ? spaces(at) : failDuplicate(duplicateTag());
    }

    private String afterTagValue(int at) {
        return at < end && buffer[at] == '='
                ? "',' or ' ' after the tag value, which has '\\=' for '='"
                : "',' or ' ' after the tag value";
    }

    private int tag(int keyStart) {
        int keyEnd = text(keyStart, Bytes.KEY_STOPS);
        if (keyEnd == keyStart) {
            return fail(keyEnd, "a tag key");
        }
        if (keyEnd < 0 || keyEnd == end || buffer[keyEnd] != '=') {
            return keyEnd < 0 ? keyEnd : fail(keyEnd, "'=' after the tag key");
        }
        int valueEnd = text(keyEnd + 1, Bytes.KEY_STOPS);
        if (valueEnd == keyEnd + 1) {
            return fail(valueEnd, "a tag value, which cannot be empty");
        }
        if (valueEnd >= 0) {
            view.addTag(keyStart, keyEnd, keyEnd + 1, valueEnd);
        }
        return valueEnd;
    }

    private int fields(int from) {
        int at = from - 1;
        do {
            at = field(at + 1);
        } while (at >= 0 && at < end && buffer[at] == ',');
        return at;
    }

    private int field(int keyStart) {
        int keyEnd = text(keyStart, Bytes.KEY_STOPS);
        if (keyEnd == keyStart) {
            return fail(keyEnd, "a field key");
        }
        if (keyEnd < 0 || keyEnd == end || buffer[keyEnd] != '=') {
            return keyEnd < 0 ? keyEnd : fail(keyEnd, "'=' after the field key");
        }
        view.addField(keyStart, keyEnd);
        longString = FAILED;
        return value(keyEnd + 1);
    }

    private int value(int at) {
        if (at == end) {
            return fail(at, "a field value");
        }
        return switch (buffer[at]) {
            case '"' -> string(at);
            case 't', 'T', 'f', 'F' -> bool(at);
            case '-', '.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number(at);
            default -> fail(at, "a field value: a number, true, false or a \"string\"");
        };
    }

    private int number(int at) {
        int next = numbers.value(at);
        if (next < 0) {
            return fail(numbers.failedAt(), numbers.expected());
        }
        view.value(numbers.type(), numbers.bits());
        return next;
    }

    private int bool(int from) {
        int at = from;
        while (at < end && buffer[at] >= 'A') {
            at++;
        }
        int verdict = Booleans.read(buffer, from, at);
        if (verdict < 0) {
            return fail(at == end && !last ? end : from, "true or false");
        }
        view.value(FieldType.BOOLEAN, verdict);
        return at;
    }

    private int string(int open) {
        int breaksBefore = lineBreaks;
        int at = open + 1;
        while (at < end && buffer[at] != '"') {
            byte b = buffer[at];
            if (!Bytes.STRING_STOPS[b & 0xff]) {
                at++;
            } else if (b == '\\') {
                at += 2;
                lineBreaks += at <= end && buffer[at - 1] == '\n' ? 1 : 0;
                nonAscii |= at <= end && buffer[at - 1] < 0;
            } else {
                lineBreaks += b == '\n' ? 1 : 0;
                nonAscii |= b < 0;
                at++;
            }
        }
        if (at >= end) {
            return last
                    ? fail(open, "a closing '\"' for the string that begins here", open, "the end of the input")
                    : fail(end, "");
        }
        longString = lineBreaks > breaksBefore ? open : FAILED;
        view.value(FieldType.STRING, (long) (open + 1) << 32 | at);
        return at + 1;
    }

    private int timestamp(int from) {
        int at = spaces(from);
        int done = lineEnd(at);
        if (done >= 0) {
            return done;
        }
        if (at == from || at == end) {
            return failAtLineEnd(at, "',' or ' ' or the end of the line after the field value");
        }
        if (buffer[at] == '\r') {
            return failAtLineEnd(at, "a timestamp or the end of the line");
        }
        int next = numbers.timestamp(at, step);
        if (next < 0) {
            return fail(numbers.failedAt(), numbers.expected());
        }
        view.timestamp = numbers.bits();
        view.hasTimestamp = true;
        next = spaces(next);
        done = lineEnd(next);
        return done >= 0 ? done : failAtLineEnd(next, "the end of the line after the timestamp");
    }

    /** The byte after the line end at {@code at}; {@link #FAILED}, without a failure noted, if there is none. */
    private int lineEnd(int at) {
        if (at == end) {
            return last ? end : FAILED;
        }
        if (buffer[at] == '\n') {
            return at + 1;
        }
        if (buffer[at] != '\r' || at + 1 == end) {
            return buffer[at] == '\r' && last ? end : FAILED;
        }
        return buffer[at + 1] == '\n' ? at + 2 : FAILED;
    }

    /** A carriage return that ends a piece of the input may be half a line break. */
    private int failAtLineEnd(int at, String expected) {
        boolean half = !last && at + 1 == end && buffer[at] == '\r';
        return fail(half ? end : at, expected);
    }

    private int spaces(int from) {
        int at = from;
        while (at < end && buffer[at] == ' ') {
            at++;
        }
        return at;
    }

    /** Reads a measurement or key up to a delimiter that no backslash protects. */
    private int text(int from, boolean[] stops) {
        byte[] bytes = buffer;
        int to = end;
        int at = from;
        while (true) {
            while (at < to && !stops[bytes[at] & 0xff]) {
                at++;
            }
            if (at == to || (bytes[at] >= 0 && bytes[at] != '\\')) {
                return at;
            }
            at = bytes[at] == '\\' ? escape(at) : multiByte(at);
            if (at < 0) {
                return at;
            }
        }
    }

    private int multiByte(int at) {
        nonAscii = true;
        return at + 1;
    }

    /** Passes a run of backslashes and the byte it protects, if it is one that needs it. */
    private int escape(int from) {
        int at = from;
        while (at < end && buffer[at] == '\\') {
            at++;
        }
        if (at == end || Bytes.isNonPrintable(buffer[at])) {
            return fail(at, "a character after the backslash");
        }
        return buffer[at] < 0 ? at : at + 1;
    }

    private int duplicateTag() {
        return view.tagCount() <= FEW_TAGS ? duplicateAmongFew() : duplicateAmongMany();
    }

    /** Escaping is one to one, so two keys are equal when their bytes are. */
    private int duplicateAmongFew() {
        for (int i = 1; i < view.tagCount(); i++) {
            int start = view.tagKeyStart(i);
            int length = view.tagKeyEnd(i) - start;
            for (int j = 0; j < i; j++) {
                int other = view.tagKeyStart(j);
                if (view.tagKeyEnd(j) - other == length
                        && Arrays.equals(buffer, start, start + length, buffer, other, other + length)) {
                    return i;
                }
            }
        }
        return FAILED;
    }

    private int duplicateAmongMany() {
        var seen = new HashSet<String>();
        for (int i = 0; i < view.tagCount(); i++) {
            if (!seen.add(view.tagKey(i))) {
                return i;
            }
        }
        return FAILED;
    }

    private int failDuplicate(int tag) {
        int at = view.tagKeyStart(tag);
        return fail(at, "a tag key that the line does not have yet", at, "'" + view.tagKey(tag) + "' again");
    }

    private int checkUtf8(int start, int next) {
        int at = Bytes.malformedAt(buffer, start, next);
        return at < 0 ? next : fail(at, "UTF-8 text");
    }

    private int fail(int at, String expected) {
        return fail(at, expected, longString >= 0 && at < end ? longString : at, null);
    }

    private int fail(int at, String expected, int resumeAt, @Nullable String found) {
        failedAt = at;
        this.expected = expected;
        this.resumeAt = resumeAt;
        this.found = found;
        return FAILED;
    }

    int failedAt() {
        return failedAt;
    }

    /** The first line break from here on ends the bad line. */
    int resumeAt() {
        return resumeAt;
    }

    String expected() {
        return expected;
    }

    String found() {
        if (found != null) {
            return found;
        }
        if (failedAt >= end) {
            return "the end of the input";
        }
        byte b = buffer[failedAt];
        if (b == '\n' || (b == '\r' && failedAt + 1 < end && buffer[failedAt + 1] == '\n')) {
            return "the end of the line";
        }
        return b > 0x1f && b != 0x7f ? "'" + (char) b + "'" : String.format("the byte 0x%02x", b);
    }

    /** Line breaks in the strings of the line. */
    int lineBreaksInside() {
        return lineBreaks;
    }
}
