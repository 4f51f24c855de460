package io.leat.lineprotocol;

/**
 * What one step of a timestamp means. A line does not say it: it is agreed out of band, as {@code precision=} of an HTTP
 * request or {@code influx_timestamp_precision} of Telegraf.
 */
public enum Precision {
    NANOSECONDS(1L),
    MICROSECONDS(1_000L),
    MILLISECONDS(1_000_000L),
    SECONDS(1_000_000_000L),
    MINUTES(60_000_000_000L),
    HOURS(3_600_000_000_000L);

    private final long nanos;

    Precision(long nanos) {
        this.nanos = nanos;
    }

    /** Nanoseconds in one step. */
    public long nanos() {
        return nanos;
    }

    /**
     * The precision of that name: {@code ns us ms s} of InfluxDB 2, {@code n u µ ms s m h} of InfluxDB 1.
     *
     * @throws IllegalArgumentException for any other name
     */
    public static Precision of(String name) {
        return switch (name) {
            case "ns", "n" -> NANOSECONDS;
            case "us", "u", "µ" -> MICROSECONDS;
            case "ms" -> MILLISECONDS;
            case "s" -> SECONDS;
            case "m" -> MINUTES;
            case "h" -> HOURS;
            default ->
                throw new IllegalArgumentException(
                        "no precision is called '" + name + "'; write ns, us, ms, s, m or h");
        };
    }
}
