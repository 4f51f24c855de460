package io.leat.lineprotocol;

import java.math.BigInteger;

/**
 * The double nearest to a decimal number of up to 19 digits.
 *
 * <p>Up to 2<sup>53</sup> the digits and the power of ten are doubles exactly, and one division is rounded once. Beyond, the digits
 * are multiplied by the first 64 bits of the power's reciprocal: that is too small by less than one unit of the product's upper
 * 64 bits, so that those tell the nearest double except in a few cases of a thousand, which are left to somebody else (after
 * Lemire, "Number parsing at a gigabyte per second", 2021).
 */
final class Decimals {
    /** Returned for what is too close to the middle between two doubles to be told here. */
    static final double UNDECIDED = Double.NaN;

    /** The most digits behind the point. */
    static final int MOST_FRACTION = 18;

    private static final long EXACT = 1L << 53;
    private static final double[] POWERS = new double[MOST_FRACTION + 1];
    /** 10<sup>-k</sup> is {@code RECIPROCALS[k]}, unsigned, by 2 to the power of {@code -SCALES[k]}, and a bit more. */
    private static final long[] RECIPROCALS = new long[MOST_FRACTION + 1];

    private static final int[] SCALES = new int[MOST_FRACTION + 1];

    static {
        for (int k = 0; k <= MOST_FRACTION; k++) {
            BigInteger power = BigInteger.TEN.pow(k);
            POWERS[k] = power.doubleValue();
            // The largest scale that leaves 64 bits.
            SCALES[k] = 63 + power.subtract(BigInteger.ONE).bitLength();
            RECIPROCALS[k] = BigInteger.ONE.shiftLeft(SCALES[k]).divide(power).longValue();
        }
    }

    private Decimals() {}

    /**
     * The double nearest to {@code digits} by 10<sup>-fraction</sup>, or {@link #UNDECIDED}.
     *
     * @param digits not negative
     * @param fraction from 0 to {@link #MOST_FRACTION}
     */
    static double nearest(long digits, int fraction) {
        return digits <= EXACT ? digits / POWERS[fraction] : rounded(digits, fraction);
    }

    private static double rounded(long digits, int fraction) {
        int zeros = Long.numberOfLeadingZeros(digits);
        long factor = digits << zeros;
        long reciprocal = RECIPROCALS[fraction];
        long high = unsignedMultiplyHigh(factor, reciprocal);
        // The upper 53 bits are the double's; the product has 127 or 128.
        int dropped = high < 0 ? 11 : 10;
        long rest = high & ((1L << dropped) - 1);
        long half = 1L << (dropped - 1);
        if (rest == half - 1 || (rest == half && factor * reciprocal == 0)) {
            return UNDECIDED;
        }
        long mantissa = (high >>> dropped) + (rest >= half ? 1 : 0);
        int exponent = 64 + dropped - zeros - SCALES[fraction];
        return mantissa * Double.longBitsToDouble((long) (Double.MAX_EXPONENT + exponent) << 52);
    }

    private static long unsignedMultiplyHigh(long a, long b) {
        return Math.multiplyHigh(a, b) + ((a >> 63) & b) + ((b >> 63) & a);
    }
}
