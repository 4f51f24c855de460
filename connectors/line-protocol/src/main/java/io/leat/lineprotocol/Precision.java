package io.leat.lineprotocol;

/** The unit of timestamps; line protocol does not carry it, the sender tells it beside the lines. */
public enum Precision {
    NANOSECONDS("ns", 1),
    MICROSECONDS("us", 1_000),
    MILLISECONDS("ms", 1_000_000),
    SECONDS("s", 1_000_000_000),
    MINUTES("m", 60_000_000_000L),
    HOURS("h", 3_600_000_000_000L);

    private final String symbol;
    private final long nanos;

    Precision(String symbol, long nanos) {
        this.symbol = symbol;
        this.nanos = nanos;
    }

    /** As it is written in a {@code precision} parameter: {@code ns}, {@code us}, {@code ms}, {@code s}, {@code m}, {@code h}. */
    public String symbol() {
        return symbol;
    }

    /** How many nanoseconds one unit is. */
    public long nanos() {
        return nanos;
    }

    /**
     * The precision that InfluxDB's and Telegraf's parameters mean by {@code text}.
     *
     * @throws IllegalArgumentException if it is none of {@code n ns u us µ ms s m h}, or one of Telegraf's {@code 1ns 1us 1ms 1s}
     */
    public static Precision of(String text) {
        return switch (text) {
            case "n", "ns", "1ns" -> NANOSECONDS;
            case "u", "us", "µ", "1us", "1µs" -> MICROSECONDS;
            case "ms", "1ms" -> MILLISECONDS;
            case "s", "1s" -> SECONDS;
            case "m", "1m" -> MINUTES;
            case "h", "1h" -> HOURS;
            default ->
                throw new IllegalArgumentException(
                        "precision is '" + text + "'; write one of ns, us, ms, s, m, h (ns if it is left out)");
        };
    }
}
