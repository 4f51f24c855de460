package io.leat.lineprotocol;

import ch.randelshofer.fastdoubleparser.JavaDoubleParser;

/** Numbers as line protocol writes them. Every method answers for the whole of {@code bytes[from, to)} or says it is none. */
final class Numbers {
    /** Up to so many digits are exact in a double's 53 bits. */
    private static final int EXACT_DIGITS = 15;

    private static final double[] POWERS_OF_TEN = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private Numbers() {}

    /**
     * A float: {@code [-]digits[.[digits]][e[+-]digits]}, or digits after the point alone.
     *
     * @return NaN if it is not one, an infinity if it is too large for a double
     */
    static double parseFloat(byte[] bytes, int from, int to) {
        int i = from;
        boolean negative = i < to && bytes[i] == '-';
        if (negative) {
            i++;
        }
        long mantissa = 0;
        int start = i;
        while (i < to && isDigit(bytes[i])) {
            mantissa = mantissa * 10 + (bytes[i++] - '0');
        }
        int digits = i - start;
        int fraction = 0;
        if (i < to && bytes[i] == '.') {
            int point = ++i;
            while (i < to && isDigit(bytes[i])) {
                mantissa = mantissa * 10 + (bytes[i++] - '0');
            }
            fraction = i - point;
        }
        digits += fraction;
        if (digits == 0) {
            return Double.NaN;
        }
        if (i == to && digits <= EXACT_DIGITS) { // Clinger: both exact, so one rounding is the right one.
            double value = mantissa / POWERS_OF_TEN[fraction];
            return negative ? -value : value;
        }
        return i == to || isExponent(bytes, i, to) ? JavaDoubleParser.parseDouble(bytes, from, to - from) : Double.NaN;
    }

    private static boolean isExponent(byte[] bytes, int from, int to) {
        if (bytes[from] != 'e' && bytes[from] != 'E') {
            return false;
        }
        int i = from + 1;
        if (i < to && (bytes[i] == '+' || bytes[i] == '-')) {
            i++;
        }
        int start = i;
        while (i < to && isDigit(bytes[i])) {
            i++;
        }
        return i == to && i > start;
    }

    /** True if {@code bytes[from, to)} is one or more digits. */
    static boolean areDigits(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!isDigit(bytes[i])) {
                return false;
            }
        }
        return from < to;
    }

    /** True if the digits are at most {@code most}, which is read without a sign (-1 is 2^64-1) and is at least 10^18. */
    static boolean fits(byte[] bytes, int from, int to, long most) {
        if (to - from <= 18) {
            return true;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = bytes[i] - '0';
            if (Long.compareUnsigned(value, Long.divideUnsigned(most - digit, 10)) > 0) {
                return false;
            }
            value = value * 10 + digit;
        }
        return true;
    }

    /** The value of digits that {@link #fits} accepted. */
    static long value(byte[] bytes, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            value = value * 10 + (bytes[i] - '0');
        }
        return value;
    }

    static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }
}
