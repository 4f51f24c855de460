package io.leat.testing.peer;

import java.util.Arrays;
import org.apache.kafka.connect.cli.ConnectDistributed;
import org.apache.kafka.connect.cli.ConnectStandalone;

/** Apache's worker. */
public final class ConnectMain {
    private ConnectMain() {}

    /** Arguments: {@code standalone} or {@code distributed}, then those of Apache's script of that name. */
    public static void main(String[] args) {
        ParentWatch.start();
        var rest = Arrays.copyOfRange(args, 1, args.length);
        switch (args[0]) {
            case "standalone" -> ConnectStandalone.main(rest);
            case "distributed" -> ConnectDistributed.main(rest);
            default -> throw new IllegalArgumentException("mode '" + args[0] + "': use standalone or distributed");
        }
    }
}
