package io.leat.benchmarks.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Random;

/** A file of lines as Telegraf's cpu input writes them: 8 cpus, 10 values, one line of about 270 bytes per cpu and second. */
final class TelegrafLines {
    private static final String[] VALUES = {
        "usage_guest",
        "usage_guest_nice",
        "usage_idle",
        "usage_iowait",
        "usage_irq",
        "usage_nice",
        "usage_softirq",
        "usage_steal",
        "usage_system",
        "usage_user"
    };
    /** Formatting a double costs more than all the rest; so the numbers come from a table of them. */
    private static final int NUMBERS = 4096;

    private TelegrafLines() {}

    /**
     * Writes {@code count} lines, the same ones for the same {@code seed}. The last one is of the second {@code end}: lines of long
     * ago would be removed by retention while they are read.
     */
    static void write(Path file, int count, long seed, Instant end) throws IOException {
        long first = end.getEpochSecond() - count / 8;
        var random = new Random(seed);
        byte[][] numbers = new byte[NUMBERS][];
        for (int i = 0; i < NUMBERS; i++) {
            numbers[i] = String.format(Locale.ROOT, "%.15f", random.nextDouble() * 100)
                    .getBytes(UTF_8);
        }
        byte[][] keys = new byte[VALUES.length][];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = ((i == 0 ? " " : ",") + VALUES[i] + "=").getBytes(UTF_8);
        }
        try (var out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            for (int line = 0; line < count; line++) {
                out.write(("cpu,cpu=cpu" + line % 8 + ",host=loaner").getBytes(UTF_8));
                for (byte[] key : keys) {
                    out.write(key);
                    out.write(numbers[random.nextInt(NUMBERS)]);
                }
                out.write((" " + (first + line / 8) + "000000000\n").getBytes(UTF_8));
            }
        }
    }
}
