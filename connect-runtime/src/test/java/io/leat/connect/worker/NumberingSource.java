package io.leat.connect.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.ConnectorTransactionBoundaries;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.apache.kafka.connect.source.TransactionContext;

/**
 * Writes the numbers 0, 1, 2, … to a topic and remembers the next one as its source offset. With several tasks each has
 * a sequence of its own. Keys are {@code <sequence>/<number modulo 7>}, so that a poll goes to several partitions if the
 * topic has them.
 */
public final class NumberingSource extends SourceConnector {
    private Map<String, String> config = Map.of();

    @Override
    public ConfigDef config() {
        return new ConfigDef()
                .define("topic", ConfigDef.Type.STRING, Importance.HIGH, "where to")
                .define("batch", ConfigDef.Type.INT, 10, Range.atLeast(1), Importance.LOW, "records per poll")
                .define("limit", ConfigDef.Type.LONG, Long.MAX_VALUE, Importance.LOW, "how many")
                .define(
                        "transaction.size",
                        ConfigDef.Type.LONG,
                        10L,
                        Importance.LOW,
                        "records per transaction of its own; 0 for none")
                .define("abort.every", ConfigDef.Type.LONG, 0L, Importance.LOW, "which of its transactions it aborts")
                .define(
                        "every.ms",
                        ConfigDef.Type.LONG,
                        0L,
                        Importance.LOW,
                        "the time between two polls that return something")
                .define("fail.at", ConfigDef.Type.LONG, -1L, Importance.LOW, "throws before this one");
    }

    @Override
    public void start(Map<String, String> settings) {
        config = settings;
    }

    @Override
    public ExactlyOnceSupport exactlyOnceSupport(Map<String, String> settings) {
        return hasTransactions(settings) ? ExactlyOnceSupport.SUPPORTED : ExactlyOnceSupport.UNSUPPORTED;
    }

    @Override
    public ConnectorTransactionBoundaries canDefineTransactionBoundaries(Map<String, String> settings) {
        return hasTransactions(settings)
                ? ConnectorTransactionBoundaries.SUPPORTED
                : ConnectorTransactionBoundaries.UNSUPPORTED;
    }

    private static boolean hasTransactions(Map<String, String> settings) {
        return !settings.getOrDefault("transaction.size", "").equals("0");
    }

    @Override
    public Class<? extends Task> taskClass() {
        return Numbering.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int max) {
        return IntStream.range(0, max)
                .mapToObj(n -> {
                    Map<String, String> task = new java.util.TreeMap<>(config);
                    task.put("sequence", Integer.toString(n));
                    return task;
                })
                .toList();
    }

    @Override
    public void stop() {}

    @Override
    public String version() {
        return "1.2.3";
    }

    /** The task. */
    public static final class Numbering extends SourceTask {
        private Map<String, String> config = Map.of();
        private long next;

        @Override
        public void start(Map<String, String> settings) {
            config = settings;
            Map<String, Object> offset = context.offsetStorageReader().offset(partition());
            next = offset == null ? 0 : (Long) offset.get("next");
        }

        private Map<String, String> partition() {
            return Map.of("sequence", config.getOrDefault("sequence", ""));
        }

        @Override
        public List<SourceRecord> poll() throws InterruptedException {
            long limit = Long.parseLong(config.getOrDefault("limit", "9223372036854775807"));
            if (next >= limit) {
                Thread.sleep(5);
                return List.of();
            }
            if (next == Long.parseLong(config.getOrDefault("fail.at", "-1"))) {
                throw new ConnectException("told to fail at " + next);
            }
            Thread.sleep(Long.parseLong(config.getOrDefault("every.ms", "0")));
            List<SourceRecord> batch = new ArrayList<>();
            for (int n = Integer.parseInt(config.getOrDefault("batch", "10")); n > 0 && next < limit; n--) {
                batch.add(record(next++));
                mark(batch.get(batch.size() - 1));
            }
            return batch;
        }

        /** With {@code transaction.boundary=connector}: ends a transaction with this record, or does not. */
        private void mark(SourceRecord last) {
            TransactionContext transactions = context.transactionContext();
            long size = Long.parseLong(config.getOrDefault("transaction.size", "10"));
            long every = Long.parseLong(config.getOrDefault("abort.every", "0"));
            if (transactions == null || next % size != 0) {
                return;
            }
            if (every > 0 && next / size % every == 0) {
                transactions.abortTransaction(last);
            } else {
                transactions.commitTransaction(last);
            }
        }

        private SourceRecord record(long number) {
            return new SourceRecord(
                    partition(),
                    Map.of("next", number + 1),
                    config.get("topic"),
                    null,
                    Schema.STRING_SCHEMA,
                    config.get("sequence") + "/" + number % 7,
                    Schema.INT64_SCHEMA,
                    number);
        }

        @Override
        public void stop() {}

        @Override
        public String version() {
            return "1.2.3";
        }
    }
}
