package io.leat.log.partition;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.CorruptRecordException;

/**
 * Offsets by partition, as in {@code recovery-point-offset-checkpoint}, {@code log-start-offset-checkpoint},
 * {@code replication-offset-checkpoint} and {@code cleaner-offset-checkpoint}: the version 0, the number of lines, and a line
 * of topic, partition and offset for each.
 */
public record OffsetCheckpoint(Map<TopicPartition, Long> offsets) {
    /** Where everything is flushed up to. */
    public static final String RECOVERY_POINT = "recovery-point-offset-checkpoint";

    /** Where each log starts. */
    public static final String LOG_START = "log-start-offset-checkpoint";

    /** Where each high watermark is. */
    public static final String REPLICATION = "replication-offset-checkpoint";

    /** Where compaction goes on. */
    public static final String CLEANER = "cleaner-offset-checkpoint";

    public OffsetCheckpoint {
        offsets = Map.copyOf(offsets);
    }

    /**
     * Reads what {@link #write} wrote, or Kafka did.
     *
     * @param file its name, for messages
     * @throws CorruptRecordException if it is not of this form
     */
    public static OffsetCheckpoint read(String file, byte[] content) {
        Map<TopicPartition, Long> offsets = new TreeMap<>(CheckpointLines.BY_NAME);
        for (String[] entry : CheckpointLines.read(file, content, 3)) {
            int partition = (int) CheckpointLines.number(file, entry[1]);
            offsets.put(new TopicPartition(entry[0], partition), CheckpointLines.number(file, entry[2]));
        }
        return new OffsetCheckpoint(offsets);
    }

    public byte[] write() {
        Map<TopicPartition, Long> sorted = new TreeMap<>(CheckpointLines.BY_NAME);
        sorted.putAll(offsets);
        StringBuilder text = new StringBuilder("0\n").append(sorted.size()).append('\n');
        sorted.forEach((name, offset) -> text.append(name.topic())
                .append(' ')
                .append(name.partition())
                .append(' ')
                .append(offset)
                .append('\n'));
        return text.toString().getBytes(UTF_8);
    }
}
