package io.leat.log.segment;

import java.util.OptionalLong;

/** The names of a partition's files: twenty digits of an offset and a suffix. */
public final class SegmentFiles {
    public static final String LOG = ".log";
    public static final String INDEX = ".index";
    public static final String TIME_INDEX = ".timeindex";
    public static final String TXN_INDEX = ".txnindex";
    public static final String SNAPSHOT = ".snapshot";

    /** Appended to the names of files that are dropped and wait for their last readers. */
    public static final String DELETED = ".deleted";

    /** Appended by a compaction that did not finish: worthless. */
    public static final String CLEANED = ".cleaned";

    /** Appended by a compaction whose result is complete and is to replace what has the name without it. */
    public static final String SWAP = ".swap";

    private static final int DIGITS = 20;

    private SegmentFiles() {}

    /** The name of the file of kind {@code suffix} for {@code offset}. */
    public static String name(long offset, String suffix) {
        String digits = Long.toString(offset);
        return "0".repeat(DIGITS - digits.length()) + digits + suffix;
    }

    /** The offset in {@code name}, if it is the name of a file of kind {@code suffix}. */
    public static OptionalLong offset(String name, String suffix) {
        if (name.length() != DIGITS + suffix.length() || !name.endsWith(suffix)) {
            return OptionalLong.empty();
        }
        for (int i = 0; i < DIGITS; i++) {
            if (name.charAt(i) < '0' || name.charAt(i) > '9') {
                return OptionalLong.empty();
            }
        }
        return OptionalLong.of(Long.parseLong(name.substring(0, DIGITS)));
    }
}
