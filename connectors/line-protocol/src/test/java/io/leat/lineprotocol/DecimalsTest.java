package io.leat.lineprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.leat.testing.Seeded;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DecimalsTest {

    @Seeded(3)
    void everyDecimalIsTheDoubleThatJavaReadsOrIsLeftToIt(long seed) {
        var random = new Random(seed);
        int undecided = 0;
        for (int i = 0; i < 200_000; i++) {
            long digits = (random.nextLong() >>> 1) >>> random.nextInt(20);
            int fraction = random.nextInt(Decimals.MOST_FRACTION + 1);
            undecided += check(digits, fraction);
        }
        assertThat(undecided).as("left to somebody else").isLessThan(1000);
    }

    @Seeded(3)
    void theMiddleBetweenTwoDoublesIsNotDecidedWrongly(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            int fraction = random.nextInt(Decimals.MOST_FRACTION + 1);
            double low = Double.longBitsToDouble(
                    (random.nextLong() & 0x000fffffffffffffL) | ((1023L + random.nextInt(40)) << 52));
            BigInteger middle = new BigDecimal(low)
                    .add(new BigDecimal(Math.nextUp(low)))
                    .divide(BigDecimal.valueOf(2))
                    .movePointRight(fraction)
                    .toBigInteger();
            if (middle.bitLength() < 63) {
                for (long digits = middle.longValue() - 2; digits <= middle.longValue() + 2; digits++) {
                    check(Math.max(0, digits), fraction);
                }
            }
        }
    }

    @Test
    void theEndsOfTheRangeAreRead() {
        for (int fraction = 0; fraction <= Decimals.MOST_FRACTION; fraction++) {
            for (long digits : new long[] {0, 1, (1L << 53) - 1, 1L << 53, (1L << 53) + 1, Long.MAX_VALUE}) {
                check(digits, fraction);
            }
        }
    }

    /** 1 if it is undecided. */
    private static int check(long digits, int fraction) {
        double read = Decimals.nearest(digits, fraction);
        if (Double.isNaN(read)) {
            return 1;
        }
        assertThat(read)
                .as("%d by ten to the %d", digits, fraction)
                .isEqualTo(Double.parseDouble(digits + "e-" + fraction));
        return 0;
    }
}
