package io.leat.connector.telegraf.host;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The time one cpu has spent since the host started, in ticks, by what it did; a line of {@code /proc/stat}.
 *
 * @param cpu {@code cpu} and its number, or {@code cpu-total}
 * @param user includes {@code guest}, as {@code nice} includes {@code guestNice}
 */
public record CpuTimes(
        String cpu,
        long user,
        long nice,
        long system,
        long idle,
        long iowait,
        long irq,
        long softirq,
        long steal,
        long guest,
        long guestNice) {
    /** The name Telegraf gives to all cpus together. */
    public static final String TOTAL = "cpu-total";

    private static final int FIGURES = 10;

    /** The cpus in the text of {@code /proc/stat}, the total last as Telegraf has it. Figures an old kernel lacks are 0. */
    public static List<CpuTimes> parse(String stat) {
        var each = new ArrayList<CpuTimes>();
        var total = new ArrayList<CpuTimes>();
        for (String line : Lines.of(stat)) {
            if (line.startsWith("cpu")) {
                String[] words = Lines.words(line);
                var times = of(words[0].equals("cpu") ? TOTAL : words[0], figures(words));
                (words[0].equals("cpu") ? total : each).add(times);
            }
        }
        each.addAll(total);
        return each;
    }

    private static long[] figures(String[] words) {
        var figures = new long[FIGURES];
        for (int i = 0; i < Math.min(FIGURES, words.length - 1); i++) {
            figures[i] = Lines.number(words[i + 1], 0);
        }
        return figures;
    }

    private static CpuTimes of(String cpu, long[] f) {
        return new CpuTimes(cpu, f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7], f[8], f[9]);
    }

    private long total() {
        return user + system + nice + iowait + irq + softirq + steal + idle;
    }

    /**
     * The fields {@code usage_*} in percent of the time between two readings; empty if none has passed.
     *
     * <p>As in Telegraf, {@code usage_user} and {@code usage_nice} are without the guests' share, which has fields of its own.
     */
    public Map<String, Object> usageSince(CpuTimes before) {
        double all = total() - before.total();
        if (all <= 0) {
            return Map.of();
        }
        var fields = new LinkedHashMap<String, Object>();
        fields.put("usage_guest", 100 * (guest - before.guest) / all);
        fields.put("usage_guest_nice", 100 * (guestNice - before.guestNice) / all);
        fields.put("usage_idle", 100 * (idle - before.idle) / all);
        fields.put("usage_iowait", 100 * (iowait - before.iowait) / all);
        fields.put("usage_irq", 100 * (irq - before.irq) / all);
        fields.put("usage_nice", 100 * (nice - before.nice - (guestNice - before.guestNice)) / all);
        fields.put("usage_softirq", 100 * (softirq - before.softirq) / all);
        fields.put("usage_steal", 100 * (steal - before.steal) / all);
        fields.put("usage_system", 100 * (system - before.system) / all);
        fields.put("usage_user", 100 * (user - before.user - (guest - before.guest)) / all);
        return fields;
    }
}
