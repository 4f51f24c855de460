package io.leat.lineprotocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import ch.randelshofer.fastdoubleparser.JavaDoubleParser;

/**
 * Reads the numbers of a line. A number that its type cannot hold is refused, never rounded to the nearest it can (L3);
 * a float is the double nearest to its decimal digits, as everywhere.
 */
final class NumberScanner {
    /** As many decimal digits always fit in a long. */
    private static final int LONG_DIGITS = 18;
    /** Up to here an integer is a double exactly, and its quotient by an exact power of ten is rounded once: right. */
    private static final long EXACT = 1L << 53;

    private static final double[] POWERS_OF_TEN = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18
    };

    private byte[] buffer = new byte[0];
    private int end;

    private FieldType type = FieldType.FLOAT;
    private long bits;
    private long digits;
    private int failedAt;
    private String expected = "";

    void input(byte[] bytes, int end) {
        buffer = bytes;
        this.end = end;
    }

    /** Reads a float, integer or unsigned; the result is the byte after it, or -1. */
    int value(int start) {
        boolean negative = buffer[start] == '-';
        int wholeStart = negative ? start + 1 : start;
        digits = 0;
        int at = digits(wholeStart);
        int whole = at - wholeStart;
        if (at == end || (buffer[at] != '.' && whole == 0)) {
            return whole == 0 ? fail(at, "a digit") : decimal(start, whole, 0, at);
        }
        return switch (buffer[at]) {
            case 'i' -> integer(start, at, negative, whole);
            case 'u' -> negative ? fail(start, "an unsigned number, which has no '-'") : unsigned(start, at, whole);
            case '.' -> fraction(start, at, whole);
            case 'e', 'E' -> exponent(start, at);
            default -> decimal(start, whole, 0, at);
        };
    }

    private int digits(int from) {
        int at = from;
        while (at < end && Bytes.isDigit(buffer[at])) {
            digits = 10 * digits + (buffer[at] - '0');
            at++;
        }
        return at;
    }

    private int fraction(int start, int point, int whole) {
        int at = digits(point + 1);
        int fraction = at - point - 1;
        if (whole + fraction == 0) {
            return fail(at, "a digit");
        }
        if (at < end && (buffer[at] == 'e' || buffer[at] == 'E')) {
            return exponent(start, at);
        }
        return decimal(start, whole, fraction, at);
    }

    private int exponent(int start, int e) {
        int first = e + 1 < end && (buffer[e + 1] == '+' || buffer[e + 1] == '-') ? e + 2 : e + 1;
        int at = first;
        while (at < end && Bytes.isDigit(buffer[at])) {
            at++;
        }
        return at == first ? fail(at, "a digit of the exponent") : slow(start, at);
    }

    private int decimal(int start, int whole, int fraction, int at) {
        if (whole + fraction > LONG_DIGITS || digits >= EXACT) {
            return slow(start, at);
        }
        double value = digits / POWERS_OF_TEN[fraction];
        return done(FieldType.FLOAT, Double.doubleToRawLongBits(buffer[start] == '-' ? -value : value), at);
    }

    private int slow(int start, int at) {
        double value;
        try {
            value = JavaDoubleParser.parseDouble(buffer, start, at - start);
        } catch (NumberFormatException e) {
            return fail(start, "a number");
        }
        return Double.isInfinite(value)
                ? fail(start, "a number up to 1.7976931348623157e308")
                : done(FieldType.FLOAT, Double.doubleToRawLongBits(value), at);
    }

    private int integer(int start, int at, boolean negative, int whole) {
        if (whole <= LONG_DIGITS) {
            return done(FieldType.INTEGER, negative ? -digits : digits, at + 1);
        }
        try {
            return done(FieldType.INTEGER, Long.parseLong(ascii(start, at)), at + 1);
        } catch (NumberFormatException e) {
            return fail(start, "an integer from -9223372036854775808 to 9223372036854775807");
        }
    }

    private int unsigned(int start, int at, int whole) {
        if (whole <= LONG_DIGITS) {
            return done(FieldType.UNSIGNED, digits, at + 1);
        }
        try {
            return done(FieldType.UNSIGNED, Long.parseUnsignedLong(ascii(start, at)), at + 1);
        } catch (NumberFormatException e) {
            return fail(start, "an unsigned number up to 18446744073709551615");
        }
    }

    /** Reads a timestamp and makes nanoseconds of it; the result is the byte after it, or -1. */
    int timestamp(int start, long step) {
        int first = buffer[start] == '-' ? start + 1 : start;
        digits = 0;
        int at = digits(first);
        if (at == first) {
            return fail(at, buffer[start] == '-' ? "a digit of the timestamp" : "a timestamp or the end of the line");
        }
        try {
            long value =
                    at - first <= LONG_DIGITS ? (first == start ? digits : -digits) : Long.parseLong(ascii(start, at));
            bits = Math.multiplyExact(value, step);
            return at;
        } catch (NumberFormatException | ArithmeticException e) {
            return fail(start, "a timestamp within 292 years of 1970; is the precision right?");
        }
    }

    private String ascii(int from, int to) {
        return new String(buffer, from, to - from, US_ASCII);
    }

    private int done(FieldType type, long bits, int next) {
        this.type = type;
        this.bits = bits;
        return next;
    }

    private int fail(int at, String expected) {
        failedAt = at;
        this.expected = expected;
        return LineScanner.FAILED;
    }

    FieldType type() {
        return type;
    }

    long bits() {
        return bits;
    }

    int failedAt() {
        return failedAt;
    }

    String expected() {
        return expected;
    }
}
