package io.leat.log.broker;

import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.internals.Topic;

/** The names of partition folders, as Kafka gives them: {@code <topic>-<n>}, and {@code <topic>-<n>.<32 hex digits>-delete}. */
final class PartitionFolder {
    private static final String DELETED = "-delete";
    private static final int MAX_NAME = 255;

    private PartitionFolder() {}

    static String name(TopicPartition partition) {
        return partition.topic() + "-" + partition.partition();
    }

    /** A name that marks the folder as one to be removed; the topic is shortened if the file system would refuse the length. */
    static String deletedName(TopicPartition partition, UUID unique) {
        String suffix =
                "-%d.%s%s".formatted(partition.partition(), unique.toString().replace("-", ""), DELETED);
        String topic = partition.topic();
        return topic.substring(0, Math.min(topic.length(), MAX_NAME - suffix.length())) + suffix;
    }

    static boolean isDeleted(String folder) {
        return folder.endsWith(DELETED);
    }

    /** The partition a folder is for; empty if it is something else. */
    static Optional<TopicPartition> parse(String folder) {
        int dash = folder.lastIndexOf('-');
        String number = folder.substring(dash + 1);
        if (dash <= 0 || !number.matches("0|[1-9][0-9]{0,8}") || !Topic.isValid(folder.substring(0, dash))) {
            return Optional.empty();
        }
        return Optional.of(new TopicPartition(folder.substring(0, dash), Integer.parseInt(number)));
    }
}
