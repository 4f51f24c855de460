package io.leat.connect;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;

/** A source that hangs where {@code hang} says, deaf to interrupts, until the test is over. */
public class Hanging extends SourceConnector {

    /** Which call does not come back. */
    public enum Where {
        NOWHERE,
        START,
        TASK_CONFIGS,
        STOP,
        TASK_START,
        TASK_POLL,
        TASK_STOP
    }

    private static volatile Map<Where, CountDownLatch> reached = Map.of();
    private static volatile boolean over;

    private Where where = Where.NOWHERE;

    static void begin() {
        over = false;
        reached = Arrays.stream(Where.values()).collect(Collectors.toMap(w -> w, w -> new CountDownLatch(1)));
    }

    /** Lets everything that hangs go on, so that no thread outlives the test. */
    static void end() {
        over = true;
    }

    private static CountDownLatch latch(Where where) {
        return Objects.requireNonNull(reached.get(where), "begin() first");
    }

    static void awaitHang(Where where) {
        try {
            if (!latch(where).await(30, TimeUnit.SECONDS)) {
                throw new AssertionError(where + " was not called");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void hang(Where here, Where where) {
        if (here == where) {
            latch(here).countDown();
            while (!over) {
                // Clears the interrupt: this plugin does not care about being interrupted.
                boolean unused = Thread.interrupted();
                LockSupport.parkNanos(Hanging.class, 50_000_000);
            }
        }
    }

    @Override
    public ConfigDef config() {
        return new ConfigDef().define("hang", ConfigDef.Type.STRING, Importance.HIGH, "where");
    }

    @Override
    public void start(Map<String, String> config) {
        where = Where.valueOf(config.getOrDefault("hang", "NOWHERE"));
        hang(Where.START, where);
    }

    @Override
    public Class<? extends Task> taskClass() {
        return HangingTask.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int max) {
        hang(Where.TASK_CONFIGS, where);
        return List.of(Map.of("hang", where.name()));
    }

    @Override
    public void stop() {
        hang(Where.STOP, where);
    }

    @Override
    public String version() {
        return "1";
    }

    /** Hangs when it is asked for its settings. */
    public static final class Mute extends Hanging {
        @Override
        public ConfigDef config() {
            hang(Where.START, Where.START);
            return super.config();
        }
    }

    /** The task. */
    public static final class HangingTask extends SourceTask {
        private Where where = Where.NOWHERE;

        @Override
        public void start(Map<String, String> config) {
            where = Where.valueOf(config.getOrDefault("hang", "NOWHERE"));
            hang(Where.TASK_START, where);
        }

        @Override
        public List<SourceRecord> poll() throws InterruptedException {
            hang(Where.TASK_POLL, where);
            Thread.sleep(5);
            return List.of();
        }

        @Override
        public void stop() {
            hang(Where.TASK_STOP, where);
        }

        @Override
        public String version() {
            return "1";
        }
    }
}
