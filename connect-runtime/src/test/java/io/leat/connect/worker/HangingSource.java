package io.leat.connect.worker;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.SourceConnector;

/** Never comes back from {@code start}, and does not listen to interrupts. */
public final class HangingSource extends SourceConnector {
    static final CountDownLatch STARTED = new CountDownLatch(1);

    @Override
    public void start(Map<String, String> config) {
        STARTED.countDown();
        while (STARTED.getCount() == 0) {
            // Clears the interrupt: this connector does not care about being interrupted.
            boolean unused = Thread.interrupted();
            LockSupport.park(this);
        }
    }

    @Override
    public Class<? extends Task> taskClass() {
        return NumberingSource.Numbering.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int max) {
        return List.of();
    }

    @Override
    public void stop() {}

    @Override
    public ConfigDef config() {
        return new ConfigDef();
    }

    @Override
    public String version() {
        return "1";
    }
}
