package io.leat.log.net;

import static org.awaitility.Awaitility.await;

import io.leat.log.LogEngine;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AbandonedFetchTest {
    private static final String FETCH = "io.leat.log.api.Fetch";

    @TempDir
    Path dir;

    /** It would wait for 24 days, and its client has none of its answer. */
    @Test
    void aFetchWhoseConnectionHasEndedIsKeptByNobody() throws Exception {
        try (LogEngine log = LogEngine.open(Map.of(
                "log.dirs",
                dir.toString(),
                "listeners",
                "PLAINTEXT://127.0.0.1:0",
                "connections.max.idle.ms",
                "2000"))) {
            log.broker().topics().create(new NewTopic("quiet", 1, (short) 1));
            List<Frames> waiting = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Frames connection = new Frames(log.bootstrapServers());
                waiting.add(connection);
                connection.send(Frames.frame(Frames.fetch("quiet", 0, 1_000, Integer.MAX_VALUE)));
            }
            await().until(() -> instances(FETCH) > 0);
            for (Frames connection : waiting) {
                connection.close(); // Which the listener learns when they are idle for too long: it reads nothing of
                // them.
            }
            await().until(() -> instances(FETCH) == 0);
        }
    }

    /** How many objects of a class somebody can still reach. */
    private static int instances(String name) throws JMException {
        String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {null},
                        new String[] {String[].class.getName()});
        Matcher line =
                Pattern.compile("(\\d+) +\\d+ +" + Pattern.quote(name) + "\\s").matcher(histogram);
        return line.find() ? Integer.parseInt(line.group(1)) : 0;
    }
}
