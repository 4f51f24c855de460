package io.leat.connector.telegraf.host;

import java.util.Map;
import java.util.TreeMap;

/**
 * How full a file system is.
 *
 * @param total bytes in all
 * @param unallocated bytes that hold nothing
 * @param free those of them that a user without privileges may fill
 * @param inodes files it can hold, or -1 if that is not known
 * @param inodesFree files it can still hold
 */
public record DiskUsage(long total, long unallocated, long free, long inodes, long inodesFree) {

    /** The fields of the metric {@code disk}; those of inodes only if they are known. */
    public Map<String, Object> fields() {
        long used = total - unallocated;
        var fields = new TreeMap<String, Object>();
        fields.put("free", free);
        fields.put("total", total);
        fields.put("used", used);
        fields.put("used_percent", used + free > 0 ? 100.0 * used / (used + free) : 0.0);
        if (inodes >= 0) {
            fields.put("inodes_free", inodesFree);
            fields.put("inodes_total", inodes);
            fields.put("inodes_used", inodes - inodesFree);
        }
        return fields;
    }
}
