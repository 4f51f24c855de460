package io.leat.connect;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What of a start takes long and needs neither settings nor a log: the JDK's parts that Jetty and Kafka's metrics ask for when they are
 * loaded. Without it {@link ConnectWorker#start} does the same, later. It logs nothing, so that it can begin before logging is set up.
 */
public final class WarmUp {
    /** Held, so that nobody takes the questions below for useless. */
    private static volatile @Nullable Object answers;

    private WarmUp() {}

    /** Begins it, on a thread of its own, and returns at once. */
    public static void begin() {
        Thread thread = new Thread(
                () -> answers = new Object[] {ManagementFactory.getPlatformMBeanServer(), Locale.getAvailableLocales()},
                "warm-up");
        thread.setDaemon(true);
        thread.start();
    }
}
