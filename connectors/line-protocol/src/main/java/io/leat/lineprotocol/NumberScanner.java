package io.leat.lineprotocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import ch.randelshofer.fastdoubleparser.JavaDoubleParser;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads the numbers of a line. A number that its type cannot hold is refused, never rounded to the nearest it can (L3);
 * a float is the double nearest to its decimal digits, as everywhere.
 */
final class NumberScanner {
    /** As many decimal digits always fit in 64 bits, though not always in the 63 of a positive long. */
    private static final int LONG_DIGITS = 19;

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

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

    /** Reads on with {@link #digits}, which wraps around if there are more than {@link #LONG_DIGITS}. */
    private int digits(int from) {
        byte[] bytes = buffer;
        int to = end;
        long value = digits;
        int at = from;
        while (at + 8 <= to) {
            long eight = (long) EIGHT_BYTES.get(bytes, at);
            if (!areDigits(eight)) {
                break;
            }
            value = 100_000_000 * value + eightDigits(eight);
            at += 8;
        }
        while (at < to && Bytes.isDigit(bytes[at])) {
            value = 10 * value + (bytes[at] - '0');
            at++;
        }
        digits = value;
        return at;
    }

    /** Whether each of eight bytes has 3 in its upper half, also after 6 was added: '0' to '9'. */
    private static boolean areDigits(long eight) {
        long upper = 0xf0f0f0f0f0f0f0f0L;
        return ((eight & upper) | (((eight + 0x0606060606060606L) & upper) >>> 4)) == 0x3333333333333333L;
    }

    /** The number that eight digits are, the first in the lowest byte: pairs, then fours, then all of them at once. */
    private static long eightDigits(long eight) {
        long pairs = ((eight & 0x0f0f0f0f0f0f0f0fL) * (10 * 256 + 1)) >>> 8;
        long fours = ((pairs & 0x00ff00ff00ff00ffL) * (100 * 65_536 + 1)) >>> 16;
        return ((fours & 0x0000ffff0000ffffL) * (10_000 * (1L << 32) + 1)) >>> 32;
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
        if (whole + fraction > LONG_DIGITS || fraction > Decimals.MOST_FRACTION || digits < 0) {
            return slow(start, at);
        }
        double value = Decimals.nearest(digits, fraction);
        if (Double.isNaN(value)) {
            return slow(start, at);
        }
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
        if (whole <= LONG_DIGITS && digits >= 0) {
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
            boolean fits = at - first <= LONG_DIGITS && digits >= 0;
            long value = fits ? (first == start ? digits : -digits) : Long.parseLong(ascii(start, at));
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
