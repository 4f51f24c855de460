package io.leat.testing.peer;

import java.nio.file.Files;
import java.nio.file.Path;
import kafka.Kafka;
import kafka.tools.StorageTool;

/**
 * A KRaft node: formats its log directory when it is new, then runs {@code kafka.Kafka}. Formatting in the same process
 * saves the start of a second JVM.
 */
public final class BrokerMain {
    private BrokerMain() {}

    /** Arguments: the server's properties file, its log directory, the cluster id. */
    public static void main(String[] args) {
        ParentWatch.start();
        if (!Files.exists(Path.of(args[1], "meta.properties"))) {
            int exit = StorageTool.execute(new String[] {"format", "-t", args[2], "-c", args[0]}, System.out);
            if (exit != 0) {
                System.exit(exit);
            }
        }
        Kafka.main(new String[] {args[0]});
    }
}
