package io.leat.connector.telegraf;

import io.leat.connector.telegraf.listen.Counts;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows a task's counts by JMX while it runs. */
final class Beans {
    private static final Logger LOG = LoggerFactory.getLogger(Beans.class);

    private Beans() {}

    /** The result takes them away again. A name that is taken already is no reason not to run. */
    static AutoCloseable register(Counts counts, String connector) {
        var server = ManagementFactory.getPlatformMBeanServer();
        try {
            var name =
                    new ObjectName("io.leat.connector.telegraf:type=source,connector=" + ObjectName.quote(connector));
            server.registerMBean(counts, name);
            return () -> server.unregisterMBean(name);
        } catch (JMException e) {
            LOG.warn("the counts of connector '{}' are not visible by JMX: {}", connector, e.toString());
            return () -> {};
        }
    }
}
