package io.leat.connect;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
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
        TASK_PUT,
        TASK_STOP
    }

    private static volatile Map<Where, CountDownLatch> reached = Map.of();
    private static volatile boolean over;
    private static final AtomicInteger HANGS = new AtomicInteger();

    private Where where = Where.NOWHERE;

    static void begin() {
        over = false;
        HANGS.set(0);
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

    /** How many calls have hung since the test began. */
    static int hangs() {
        return HANGS.get();
    }

    private static void hang(Where here, Where where) {
        if (here == where) {
            latch(here).countDown();
            HANGS.incrementAndGet();
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

    /** Hangs when it is asked whether its settings are right. */
    public static final class Doubtful extends Hanging {
        @Override
        public Config validate(Map<String, String> config) {
            hang(Where.START, Where.START);
            return super.validate(config);
        }
    }

    /** A sink, whose task hangs in {@code put} if there are records. */
    public static final class Sink extends SinkConnector {
        @Override
        public ConfigDef config() {
            return new ConfigDef().define("hang", ConfigDef.Type.STRING, Importance.HIGH, "where");
        }

        @Override
        public void start(Map<String, String> config) {}

        @Override
        public Class<? extends Task> taskClass() {
            return HangingSinkTask.class;
        }

        @Override
        public List<Map<String, String>> taskConfigs(int max) {
            return List.of(Map.of());
        }

        @Override
        public void stop() {}

        @Override
        public String version() {
            return "1";
        }
    }

    /** Its task. */
    public static final class HangingSinkTask extends SinkTask {
        @Override
        public void start(Map<String, String> config) {}

        @Override
        public void put(Collection<SinkRecord> records) {
            if (!records.isEmpty()) {
                hang(Where.TASK_PUT, Where.TASK_PUT);
            }
        }

        @Override
        public void stop() {}

        @Override
        public String version() {
            return "1";
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
