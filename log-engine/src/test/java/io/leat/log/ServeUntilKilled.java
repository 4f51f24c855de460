package io.leat.log;

import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A program to be killed: serves the log in its first argument at the port in its second, and says when it does. */
final class ServeUntilKilled {
    private ServeUntilKilled() {}

    public static void main(String[] args) throws Exception {
        try (LogEngine log = LogEngine.open(Map.of(
                "log.dirs",
                args[0],
                "listeners",
                "PLAINTEXT://127.0.0.1:" + args[1],
                "transaction.state.log.num.partitions",
                "2",
                "offsets.topic.num.partitions",
                "2"))) {
            System.out.println("serving " + log.bootstrapServers());
            new CountDownLatch(1).await();
        }
    }
}
