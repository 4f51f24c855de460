package io.leat.connector.telegraf.host;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The fields of the metrics {@code system}: load and users, uptime, and the uptime as people say it. */
public final class SystemFigures {
    private SystemFigures() {}

    /** {@code load1 load5 load15} from the text of {@code /proc/loadavg}, and {@code n_cpus}. */
    public static Map<String, Object> load(String loadavg, int cpus) {
        String[] words = Lines.words(loadavg);
        var fields = new TreeMap<String, Object>();
        String[] names = {"load1", "load5", "load15"};
        for (int i = 0; i < names.length && i < words.length; i++) {
            fields.put(names[i], Double.parseDouble(words[i]));
        }
        fields.put("n_cpus", (long) cpus);
        return fields;
    }

    /** Whole seconds since the host started, from the text of {@code /proc/uptime}. */
    public static long uptimeSeconds(String uptime) {
        return (long) Double.parseDouble(Lines.words(uptime)[0]);
    }

    /** As Telegraf writes {@code uptime_format}: {@code 14 days, 11:07}. */
    public static String format(long seconds) {
        long days = seconds / 86_400;
        String clock = String.format(Locale.ROOT, "%2d:%02d", seconds / 3600 % 24, seconds / 60 % 60);
        return days == 0 ? clock : days + (days == 1 ? " day, " : " days, ") + clock;
    }
}
