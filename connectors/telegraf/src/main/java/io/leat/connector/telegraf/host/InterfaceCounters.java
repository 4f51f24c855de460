package io.leat.connector.telegraf.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a network interface has counted since it came up; a line of {@code /proc/net/dev}.
 *
 * @param name as {@code eth0}
 */
public record InterfaceCounters(
        String name,
        long bytesReceived,
        long packetsReceived,
        long errorsIn,
        long dropsIn,
        long bytesSent,
        long packetsSent,
        long errorsOut,
        long dropsOut) {
    /** Eight counters for what came in, eight for what went out. */
    private static final int COUNTERS = 16;

    /** The interfaces in the text of {@code /proc/net/dev}. */
    public static List<InterfaceCounters> parse(String netDev) {
        var interfaces = new ArrayList<InterfaceCounters>();
        for (String line : Lines.of(netDev)) {
            int colon = line.lastIndexOf(':');
            String[] c = Lines.words(line.substring(colon + 1));
            if (colon > 0 && c.length >= COUNTERS) {
                interfaces.add(new InterfaceCounters(
                        line.substring(0, colon).strip(),
                        count(c[0]),
                        count(c[1]),
                        count(c[2]),
                        count(c[3]),
                        count(c[8]),
                        count(c[9]),
                        count(c[10]),
                        count(c[11])));
            }
        }
        return interfaces;
    }

    private static long count(String word) {
        return Lines.number(word, 0);
    }

    /**
     * The fields of the metric {@code net}.
     *
     * @param speed in Mbit/s, -1 if the driver does not tell
     */
    public Map<String, Object> fields(long speed) {
        return new TreeMap<>(Map.of(
                "bytes_sent", bytesSent,
                "bytes_recv", bytesReceived,
                "packets_sent", packetsSent,
                "packets_recv", packetsReceived,
                "err_in", errorsIn,
                "err_out", errorsOut,
                "drop_in", dropsIn,
                "drop_out", dropsOut,
                "speed", speed));
    }
}
