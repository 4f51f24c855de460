package io.leat.connector.telegraf;

import io.leat.connector.telegraf.metric.Metric;
import java.util.List;

/** The door to the machine the connector runs on. */
interface HostReadings {

    /** The metrics of this moment; cpu usage is that since the reading before, and missing in the first. */
    List<Metric> read(long nowNanos);
}
