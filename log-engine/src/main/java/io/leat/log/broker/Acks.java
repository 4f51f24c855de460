package io.leat.log.broker;

/** When an append is answered (D4). */
public enum Acks {
    /** At once; a failure is not told. */
    NONE,
    /** After the write: survives a killed process. */
    WRITTEN,
    /** After a flush shared by all who wait: survives a power cut. */
    FLUSHED;

    /**
     * The meaning of the producer setting {@code acks}.
     *
     * @throws IllegalArgumentException unless it is 0, 1, -1 or {@code all}
     */
    public static Acks of(String setting) {
        return switch (setting.trim()) {
            case "0" -> NONE;
            case "1" -> WRITTEN;
            case "-1", "all" -> FLUSHED;
            default -> throw new IllegalArgumentException("acks is '" + setting + "'; write 0, 1 or all");
        };
    }
}
