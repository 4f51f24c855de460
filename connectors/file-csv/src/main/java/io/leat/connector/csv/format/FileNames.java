package io.leat.connector.csv.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.OptionalLong;

/**
 * What the files of one partition are called: {@code <topic>-<partition>-<20-digit offset of the first row>.csv}, so that
 * the order of names is the order of rows, and {@code .<topic>-<partition>.state} and {@code .lock} beside them.
 *
 * <p>A topic's name cannot lead out of the folder: what Kafka does not allow in a topic name is written {@code %XX}, and a
 * name too long for a file is cut and ends in {@code ~} and a hash of the whole (neither character is legal in a topic).
 */
public record FileNames(String prefix) {
    public static final String CSV = ".csv";
    /** What a file that is not complete is called besides, where {@code file.visibility=complete}. */
    public static final String PART = ".part";

    private static final String LEGAL = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    private static final int DIGITS = 20;
    /** Room for the rest of the name within the 255 bytes that file systems allow. */
    private static final int MAX_TOPIC = 180;

    public static FileNames of(String topic, int partition) {
        var legal = new StringBuilder();
        for (byte b : topic.getBytes(UTF_8)) {
            char c = (char) (b & 0xff);
            legal.append(
                    LEGAL.indexOf(c) >= 0
                            ? String.valueOf(c)
                            : "%" + HexFormat.of().withUpperCase().toHexDigits(b));
        }
        String name =
                legal.length() <= MAX_TOPIC ? legal.toString() : legal.substring(0, MAX_TOPIC - 17) + "~" + hash(topic);
        return new FileNames(name + "-" + partition);
    }

    /** The file whose first row is the record at {@code offset}, without {@link #PART}. */
    public String csv(long offset) {
        return prefix + "-" + String.format("%0" + DIGITS + "d", offset) + CSV;
    }

    public String state() {
        return "." + prefix + ".state";
    }

    public String lock() {
        return "." + prefix + ".lock";
    }

    /** The offset of the first row of {@code name}, complete or not; empty if it is no file of this partition. */
    public OptionalLong firstOffset(String name) {
        String whole = name.endsWith(PART) ? name.substring(0, name.length() - PART.length()) : name;
        int start = prefix.length() + 1;
        if (whole.length() != start + DIGITS + CSV.length()
                || !whole.startsWith(prefix + "-")
                || !whole.endsWith(CSV)) {
            return OptionalLong.empty();
        }
        String digits = whole.substring(start, start + DIGITS);
        return digits.chars().allMatch(c -> c >= '0' && c <= '9') && digits.startsWith("0")
                ? OptionalLong.of(Long.parseLong(digits))
                : OptionalLong.empty();
    }

    private static String hash(String topic) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(topic.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
