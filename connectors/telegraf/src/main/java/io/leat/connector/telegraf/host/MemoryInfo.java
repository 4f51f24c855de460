package io.leat.connector.telegraf.host;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The fields of the metric {@code mem}, from {@code /proc/meminfo}. */
public final class MemoryInfo {
    /** Telegraf's name by the kernel's; those that need arithmetic are not among them. */
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("Active", "active"),
            Map.entry("Buffers", "buffered"),
            Map.entry("CommitLimit", "commit_limit"),
            Map.entry("Committed_AS", "committed_as"),
            Map.entry("Dirty", "dirty"),
            Map.entry("MemFree", "free"),
            Map.entry("HighFree", "high_free"),
            Map.entry("HighTotal", "high_total"),
            Map.entry("Hugepagesize", "huge_page_size"),
            Map.entry("HugePages_Free", "huge_pages_free"),
            Map.entry("HugePages_Total", "huge_pages_total"),
            Map.entry("Inactive", "inactive"),
            Map.entry("LowFree", "low_free"),
            Map.entry("LowTotal", "low_total"),
            Map.entry("Mapped", "mapped"),
            Map.entry("PageTables", "page_tables"),
            Map.entry("Shmem", "shared"),
            Map.entry("Slab", "slab"),
            Map.entry("SReclaimable", "sreclaimable"),
            Map.entry("SUnreclaim", "sunreclaim"),
            Map.entry("SwapCached", "swap_cached"),
            Map.entry("SwapFree", "swap_free"),
            Map.entry("SwapTotal", "swap_total"),
            Map.entry("MemTotal", "total"),
            Map.entry("VmallocChunk", "vmalloc_chunk"),
            Map.entry("VmallocTotal", "vmalloc_total"),
            Map.entry("VmallocUsed", "vmalloc_used"),
            Map.entry("Writeback", "write_back"),
            Map.entry("WritebackTmp", "write_back_tmp"));

    private MemoryInfo() {}

    /**
     * The fields by name; bytes as {@code Long}, percents as {@code Double}. What the kernel does not tell is 0, as in Telegraf.
     *
     * <p>{@code cached} includes what slabs can give back, and {@code used} is what is neither free nor buffers nor cached.
     * Empty if the text has no total.
     */
    public static Map<String, Object> fields(String meminfo) {
        Map<String, Long> kernel = parse(meminfo);
        long total = kernel.getOrDefault("MemTotal", 0L);
        if (total == 0) {
            return Map.of();
        }
        long free = kernel.getOrDefault("MemFree", 0L);
        long cached = kernel.getOrDefault("Cached", 0L) + kernel.getOrDefault("SReclaimable", 0L);
        long available = kernel.getOrDefault("MemAvailable", free + cached);
        long used = total - free - kernel.getOrDefault("Buffers", 0L) - cached;
        var fields = new TreeMap<String, Object>();
        NAMES.forEach((theirs, ours) -> fields.put(ours, kernel.getOrDefault(theirs, 0L)));
        fields.put("cached", cached);
        fields.put("available", available);
        fields.put("available_percent", 100.0 * available / total);
        fields.put("used", used);
        fields.put("used_percent", 100.0 * used / total);
        return fields;
    }

    private static Map<String, Long> parse(String meminfo) {
        var values = new HashMap<String, Long>();
        for (String line : Lines.of(meminfo)) {
            String[] words = Lines.words(line);
            if (words.length >= 2 && words[0].endsWith(":")) {
                long unit = words.length > 2 && words[2].equals("kB") ? 1024 : 1;
                values.put(words[0].substring(0, words[0].length() - 1), unit * Lines.number(words[1], 0));
            }
        }
        return values;
    }
}
