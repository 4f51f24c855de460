package io.leat.connect.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a task does is seen over JMX under Kafka Connect's names, and no longer than there is the task. */
class MetricsTest {
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

    @TempDir
    Path dir;

    @Test
    void aTaskIsSeenUnderKafkaConnectsNamesUntilItIsGone() throws Exception {
        try (EmbeddedWorker worker = new EmbeddedWorker(dir, Map.of())) {
            worker.createTopic("in");
            worker.produce("in", "1", "{no json", "3");
            worker.connectors()
                    .putConfig(
                            "metered",
                            Map.of(
                                    "connector.class", PickySink.class.getName(),
                                    "topics", "in",
                                    "into", dir.toString(),
                                    "errors.tolerance", "all",
                                    "errors.deadletterqueue.topic.name", "dead"));

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(value("sink-task-metrics", "sink-record-send-total"))
                            .isEqualTo(2.0));
            assertThat(value("sink-task-metrics", "sink-record-read-total")).isEqualTo(3.0);
            assertThat(value("task-error-metrics", "total-records-skipped")).isEqualTo(1.0);
            assertThat(value("task-error-metrics", "deadletterqueue-produce-requests"))
                    .isEqualTo(1.0);
            assertThat((Double) value("task-error-metrics", "last-error-timestamp"))
                    .isPositive();
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(value("connector-task-metrics", "status"))
                            .isEqualTo("running"));

            worker.connectors().delete("metered");

            await().atMost(Duration.ofSeconds(30)).until(() -> !server.isRegistered(name("task-error-metrics")));
        }
    }

    private Object value(String type, String attribute) throws JMException {
        return server.isRegistered(name(type)) ? server.getAttribute(name(type), attribute) : "not there";
    }

    private static ObjectName name(String type) throws JMException {
        return new ObjectName("kafka.connect:type=" + type + ",connector=metered,task=0");
    }
}
