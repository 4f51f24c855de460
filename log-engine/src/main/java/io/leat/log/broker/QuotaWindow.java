package io.leat.log.broker;

/**
 * What was used in the last seconds: Kafka's eleven samples of a second each ({@code quota.window.num},
 * {@code quota.window.size.seconds}). A burst of ten seconds' worth is within the quota; what is above it is waited for.
 */
final class QuotaWindow {
    private static final int SAMPLES = 11;
    private static final long SAMPLE_MS = 1000;
    private static final long LEAST_MS = (SAMPLES - 1) * SAMPLE_MS;

    private final double[] used = new double[SAMPLES];
    private final long[] second = new long[SAMPLES];

    /** Adds {@code amount}, and says for how long to wait until no more than {@code perSecond} was used. */
    synchronized long use(double amount, double perSecond, long now) {
        long current = now / SAMPLE_MS;
        int slot = (int) Math.floorMod(current, (long) SAMPLES);
        if (second[slot] != current) {
            second[slot] = current;
            used[slot] = 0;
        }
        used[slot] += amount;
        double sum = 0;
        long oldest = current;
        for (int i = 0; i < SAMPLES; i++) {
            if (second[i] > current - SAMPLES && used[i] > 0) {
                sum += used[i];
                oldest = Math.min(oldest, second[i]);
            }
        }
        long span = Math.max(LEAST_MS, now - oldest * SAMPLE_MS);
        double rate = sum * 1000 / span;
        return rate <= perSecond ? 0 : (long) Math.ceil((rate - perSecond) / perSecond * span);
    }
}
