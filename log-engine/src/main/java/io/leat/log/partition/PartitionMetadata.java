package io.leat.log.partition;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.apache.kafka.common.Uuid;

/** The file {@code partition.metadata} in a partition's folder: which topic, by id, the folder belongs to. */
public record PartitionMetadata(Uuid topicId) {
    public static final String FILE = "partition.metadata";

    private static final String TOPIC_ID = "topic_id: ";

    /**
     * Reads what {@link #write} wrote, or Kafka did.
     *
     * @throws org.apache.kafka.common.errors.CorruptRecordException if it is not of this form
     */
    public static PartitionMetadata read(byte[] content) {
        List<String> lines = new String(content, UTF_8).lines().toList();
        if (lines.size() < 2
                || !lines.get(0).equals("version: 0")
                || !lines.get(1).startsWith(TOPIC_ID)) {
            throw CheckpointLines.corrupt(FILE, "it does not say version: 0 and a topic_id");
        }
        String id = lines.get(1).substring(TOPIC_ID.length()).trim();
        try {
            return new PartitionMetadata(Uuid.fromString(id));
        } catch (IllegalArgumentException e) {
            throw CheckpointLines.corrupt(FILE, "\"" + id + "\" is not a topic id");
        }
    }

    public byte[] write() {
        return ("version: 0\n" + TOPIC_ID + topicId + "\n").getBytes(UTF_8);
    }
}
