package io.leat.log.broker;

import io.leat.log.disk.AppendFile;
import io.leat.log.disk.Directory;
import io.leat.log.record.BatchReader;
import io.leat.log.record.BatchView;
import io.leat.log.segment.BatchScan;
import io.leat.log.segment.SegmentFiles;
import io.leat.log.topic.KafkaMetadata;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.internals.Topic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of Kafka's controller, beside the partitions of a broker that was its own controller: the newest snapshot, and what was
 * logged after it. It is read, and not touched.
 */
final class KafkaMetadataLog {
    /** Its folder: known, and not a topic's. */
    static final String FOLDER = Topic.CLUSTER_METADATA_TOPIC_NAME + "-0";

    private static final Logger LOG = LoggerFactory.getLogger(KafkaMetadataLog.class);

    /** {@code <end offset>-<epoch>.checkpoint} */
    private static final Pattern SNAPSHOT = Pattern.compile("([0-9]{20})-[0-9]{10}\\.checkpoint");

    private final Directory folder;
    private final KafkaMetadata metadata = new KafkaMetadata();

    private KafkaMetadataLog(Directory folder) {
        this.folder = folder;
    }

    /** What it says; empty if none of the folders has one, since the controller was another process. */
    static Optional<KafkaMetadata> read(List<LogDir> dirs) {
        return dirs.stream()
                .map(LogDir::directory)
                .filter(it -> it.directories().contains(FOLDER))
                .findFirst()
                .map(it -> new KafkaMetadataLog(it.directory(FOLDER)).read());
    }

    private KafkaMetadata read() {
        long end = 0;
        String newest = null;
        for (String file : folder.files()) { // Sorted: the newest is the last.
            Matcher snapshot = SNAPSHOT.matcher(file);
            if (snapshot.matches()) {
                newest = file;
                end = Long.parseLong(snapshot.group(1));
            }
        }
        if (newest != null) {
            apply(newest, 0);
        }
        for (String file : folder.files()) {
            if (SegmentFiles.offset(file, SegmentFiles.LOG).isPresent()) {
                apply(file, end);
            }
        }
        return metadata;
    }

    private void apply(String name, long from) {
        AppendFile file = folder.open(name);
        try {
            BatchScan scan = new BatchScan(file, 0, file.size());
            for (BatchView batch = scan.next(); batch != null; batch = scan.next()) {
                if (!batch.isControl() && batch.lastOffset() >= from) {
                    apply(batch, from);
                }
            }
            String fault = scan.fault();
            if (fault != null) {
                LOG.warn("{} is used up to byte {}: {}", file, scan.position(), fault);
            }
        } finally {
            file.close();
        }
    }

    private void apply(BatchView batch, long from) {
        BatchReader records = new BatchReader().open(batch);
        while (records.next()) {
            byte[] value = records.value();
            if (records.offset() >= from && value != null) {
                try {
                    metadata.apply(ByteBuffer.wrap(value));
                } catch (IllegalArgumentException e) {
                    LOG.warn(
                            "{}: the record at offset {} is passed over: {}",
                            folder.path(),
                            records.offset(),
                            e.getMessage());
                }
            }
        }
    }
}
