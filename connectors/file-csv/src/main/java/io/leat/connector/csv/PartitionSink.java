package io.leat.connector.csv;

import io.leat.connector.csv.file.Folder;
import io.leat.connector.csv.file.PartitionFiles;
import io.leat.connector.csv.format.BadValueException;
import io.leat.connector.csv.format.Columns;
import io.leat.connector.csv.format.FileNames;
import io.leat.connector.csv.format.RowBuilder;
import io.leat.connector.csv.format.ValueFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition of a task: takes records in, and decides which of them are new.
 *
 * <p>Where the files and the committed offset differ, the later one holds. A record below the files' {@code next} is in them
 * already (F4), so the worker is asked to go on at {@code next}; if it then still sends older ones, the topic does not reach
 * that far, and is not the topic the files were written from.
 */
final class PartitionSink {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionSink.class);

    private final TopicPartition partition;
    private final PartitionFiles files;
    private final RowBuilder rows;
    private final ValueFormat.Reading reading;
    private final List<BadRecord> bad = new ArrayList<>();
    private final List<Future<Void>> reports = new ArrayList<>();
    private boolean rewound;
    private boolean asked;
    private boolean askNow;
    private long next;
    private long staged;

    private record BadRecord(SinkRecord record, DataException reason) {}

    private PartitionSink(TopicPartition partition, PartitionFiles files, CsvSinkConfig config) {
        this.partition = partition;
        this.files = files;
        this.rows = new RowBuilder(new Columns(config.columnsMax(), files.columns()));
        this.reading = new ValueFormat.Reading(config.valueFormat());
        this.next = files.next().orElse(0);
        this.staged = next;
        this.rewound = files.rewound();
    }

    static PartitionSink open(TopicPartition partition, Folder folder, CsvSinkConfig config, SinkTaskContext context)
            throws IOException {
        var names = FileNames.of(partition.topic(), partition.partition());
        var sink = new PartitionSink(partition, PartitionFiles.open(folder, names, config.rollRules()), config);
        if (sink.rewound) {
            context.offset(partition, sink.next);
        }
        return sink;
    }

    /** By the topic it was read from: a transform may call it otherwise, but offsets are of that one. */
    boolean owns(SinkRecord record) {
        return record.originalKafkaPartition() == partition.partition()
                && record.originalTopic().equals(partition.topic());
    }

    /** Reads a record into the batch; nothing is written yet. */
    void stage(SinkRecord record, SinkTaskContext context) {
        long offset = record.originalKafkaOffset();
        if (offset < staged) {
            passOver(offset);
            return;
        }
        asked = false;
        askNow = false;
        rewound = false;
        staged = offset + 1;
        try {
            reading.read(record.valueSchema(), record.value(), offset, rows);
        } catch (BadValueException e) {
            var reason = new DataException(partition + " offset " + offset + ": " + e.getMessage(), e);
            if (context.errantRecordReporter() == null) {
                throw reason;
            }
            bad.add(new BadRecord(record, reason));
        }
    }

    /** Writes what was staged, then reports the bad records among it, so that a batch sent again reports none twice (D7). */
    void write(long now, SinkTaskContext context) throws IOException {
        if (askNow) {
            context.offset(partition, next);
            askNow = false;
        }
        if (staged == next) {
            files.rollIfDue(now);
            return;
        }
        try {
            files.append(rows.batch(), rows.columns().header(), staged, now);
        } finally {
            next = files.next().orElse(next);
        }
        ErrantRecordReporter reporter = context.errantRecordReporter();
        for (BadRecord each : bad) {
            if (reporter != null) {
                reports.add(reporter.report(each.record(), each.reason()));
            }
        }
    }

    /**
     * Makes everything below {@code offset} durable: rows in files, bad records where they were reported.
     *
     * @return false if {@code offset} is from before a rewind that the worker has not followed yet, and must not be committed
     */
    boolean checkpoint(long offset, long now) throws IOException {
        if (rewound && offset > next) {
            return false;
        }
        awaitReports();
        files.checkpoint(offset, now);
        next = files.next().orElse(next);
        staged = next;
        return true;
    }

    private void awaitReports() {
        try {
            for (Future<Void> report : reports) {
                report.get();
            }
            reports.clear();
        } catch (ExecutionException e) {
            throw new ConnectException("a bad record of " + partition + " could not be reported: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConnectException("interrupted while bad records of " + partition + " were being reported", e);
        }
    }

    /** Forgets what was staged, written or not. */
    void clear() {
        rows.batch().clear();
        bad.clear();
        staged = next;
    }

    /** The last call failed, so older records are what the worker has to send now. */
    void expectRedelivery() {
        asked = false;
    }

    void close() {
        try {
            files.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the CSV files of " + partition, e);
        }
    }

    private void passOver(long offset) {
        if (offset >= next || askNow) {
            return; // Twice in one batch, or already asked in this one.
        }
        if (asked) {
            throw new ConnectException("the CSV files of " + partition + " hold the records below offset " + next
                    + ", and the topic sends offset " + offset + " although " + next
                    + " was asked for: it was deleted and"
                    + " created again, or lost its end. Reset the connector's offsets (DELETE /connectors/{name}/offsets)"
                    + " to have the files written anew, or move the CSV and .state files of this partition away");
        }
        LOG.info("{}: offset {} is in the CSV files already; asking to go on at {}", partition, offset, next);
        asked = true;
        askNow = true;
    }
}
