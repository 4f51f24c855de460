package io.leat.log;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * A program to be killed: serves the log in its first argument at the port in its second, with the settings
 * {@code name=value} after them, and says where it does.
 */
public final class ServeUntilKilled {
    private ServeUntilKilled() {}

    public static void main(String[] args) throws Exception {
        Map<String, String> settings = new HashMap<>(Map.of(
                "log.dirs",
                args[0],
                "listeners",
                "PLAINTEXT://127.0.0.1:" + args[1],
                "transaction.state.log.num.partitions",
                "2",
                "offsets.topic.num.partitions",
                "2"));
        Arrays.stream(args).skip(2).map(it -> it.split("=", 2)).forEach(it -> settings.put(it[0], it[1]));
        try (LogEngine log = LogEngine.open(settings)) {
            System.out.println("serving " + log.bootstrapServers());
            new CountDownLatch(1).await();
        }
    }
}
