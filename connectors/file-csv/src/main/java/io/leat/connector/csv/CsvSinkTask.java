package io.leat.connector.csv;

import io.leat.connector.csv.file.FilesDisagreeException;
import io.leat.connector.csv.file.Folder;
import io.leat.connector.csv.file.LocalFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.jspecify.annotations.Nullable;

/**
 * Writes the records of the partitions it is assigned to their files.
 *
 * <p>A batch is read whole before anything of it is written, so that all of its columns are known when a file is opened. A disk
 * that fails is retried ({@link RetriableException}): the worker sends the same batch again, and what is already in the files
 * is passed over. Files that do not fit their state stop the task with a message.
 */
public final class CsvSinkTask extends SinkTask {
    /** How long the worker waits before it sends a batch again after the disk failed, in milliseconds. */
    private static final long RETRY_MS = 3_000;

    private final InstantSource clock;
    private final Map<TopicPartition, PartitionSink> partitions = new HashMap<>();
    private @Nullable Folder folder;
    private @Nullable CsvSinkConfig config;

    public CsvSinkTask() {
        this(InstantSource.system(), null);
    }

    /** With a clock and a folder of the caller's, for simulations; the folder is opened at start if it is null. */
    CsvSinkTask(InstantSource clock, @Nullable Folder folder) {
        this.clock = clock;
        this.folder = folder;
    }

    @Override
    public String version() {
        return Version.TEXT;
    }

    @Override
    public void start(Map<String, String> settings) {
        config = new CsvSinkConfig(settings);
        if (folder == null) {
            try {
                folder = new LocalFolder(config.directory());
            } catch (IOException e) {
                throw new ConnectException("cannot use directory " + config.directory() + ": " + e, e);
            }
        }
    }

    @Override
    public void open(Collection<TopicPartition> assigned) {
        for (TopicPartition partition : assigned) {
            partitions.computeIfAbsent(partition, this::open);
        }
    }

    @Override
    public void put(Collection<SinkRecord> records) {
        long now = clock.millis();
        try {
            stage(records);
            for (PartitionSink partition : partitions.values()) {
                partition.write(now, context);
            }
        } catch (IOException e) {
            partitions.values().forEach(PartitionSink::expectRedelivery);
            throw translated(e);
        } finally {
            partitions.values().forEach(PartitionSink::clear);
        }
    }

    /** Makes everything durable; only then may the worker commit (D2). */
    @Override
    public Map<TopicPartition, OffsetAndMetadata> preCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        long now = clock.millis();
        var covered = new HashMap<TopicPartition, OffsetAndMetadata>();
        try {
            for (var entry : offsets.entrySet()) {
                PartitionSink partition = partitions.get(entry.getKey());
                if (partition != null && partition.checkpoint(entry.getValue().offset(), now)) {
                    covered.put(entry.getKey(), entry.getValue());
                }
            }
            return covered;
        } catch (IOException e) {
            partitions.values().forEach(PartitionSink::expectRedelivery);
            throw translated(e);
        }
    }

    @Override
    public void close(Collection<TopicPartition> revoked) {
        for (TopicPartition partition : revoked) {
            PartitionSink sink = partitions.remove(partition);
            if (sink != null) {
                sink.close();
            }
        }
    }

    @Override
    public void stop() {
        close(List.copyOf(partitions.keySet()));
        try {
            if (folder != null) {
                folder.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the files in " + folder.where(), e);
        }
    }

    /** Gives each record to its partition. The partition is looked up once per run of records of the same one. */
    private void stage(Collection<SinkRecord> records) {
        PartitionSink sink = null;
        for (SinkRecord record : records) {
            if (sink == null || !sink.owns(record)) {
                sink = partitions.get(new TopicPartition(record.originalTopic(), record.originalKafkaPartition()));
                if (sink == null) {
                    throw new ConnectException("a record of " + record.originalTopic() + "-"
                            + record.originalKafkaPartition() + " came, and this task was not assigned that partition");
                }
            }
            sink.stage(record, context);
        }
    }

    private PartitionSink open(TopicPartition partition) {
        if (folder == null || config == null) {
            throw new ConnectException("open was called before start");
        }
        try {
            return PartitionSink.open(partition, folder, config, context);
        } catch (IOException e) {
            throw new ConnectException("cannot open the CSV files of " + partition + ": " + e.getMessage(), e);
        }
    }

    private ConnectException translated(IOException e) {
        String where = folder == null ? "" : " in " + folder.where();
        if (e instanceof FilesDisagreeException) {
            return new ConnectException(e.getMessage(), e);
        }
        context.timeout(RETRY_MS);
        return new RetriableException(
                "cannot write CSV files" + where + ": " + e.getMessage()
                        + "; no row is lost or doubled, and it is tried again in " + RETRY_MS + " ms",
                e);
    }
}
