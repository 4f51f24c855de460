package io.leat.log.broker;

import io.leat.log.disk.Directory;
import io.leat.log.partition.PartitionMetadata;
import io.leat.log.topic.Catalogue;
import io.leat.log.topic.TopicEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.KafkaStorageException;

/**
 * What the folders say, held against the catalogue. A value; nothing is touched.
 *
 * @param known where the partitions of the catalogue's topics are
 * @param foreign partitions the catalogue does not know and could take over: a Kafka broker wrote them, and says their topic's id
 * @param doomed folders of topics that were deleted
 * @param strange folders that are nothing we know, and why; they are left alone
 */
record Discovery(
        Map<TopicPartition, LogDir> known,
        Map<TopicPartition, Found> foreign,
        List<Found> doomed,
        List<String> strange) {

    private static final int MAX_METADATA = 4096;

    /** A partition's folder and the topic id it says. */
    record Found(LogDir dir, TopicPartition name, Uuid topicId) {}

    /**
     * Looks at all folders.
     *
     * @throws KafkaStorageException if one partition is in two folders
     */
    static Discovery of(List<LogDir> dirs, Catalogue catalogue) {
        Discovery found = new Discovery(new HashMap<>(), new HashMap<>(), new ArrayList<>(), new ArrayList<>());
        for (LogDir dir : dirs) {
            for (String folder : dir.directory().directories()) {
                if (!PartitionFolder.isDeleted(folder) && !folder.equals(KafkaMetadataLog.FOLDER)) {
                    found.judge(dir, folder, catalogue);
                }
            }
        }
        return found;
    }

    private void judge(LogDir dir, String folder, Catalogue catalogue) {
        Optional<TopicPartition> name = PartitionFolder.parse(folder);
        Optional<Uuid> topicId = topicId(dir.directory(), folder);
        if (name.isPresent() && topicId.filter(catalogue::isDoomed).isPresent()) {
            doomed.add(new Found(dir, name.get(), topicId.get()));
        } else if (name.isPresent() && isOf(catalogue.find(name.get().topic()), name.get(), topicId)) {
            refuseTwice(known.put(name.get(), dir), dir, name.get());
        } else if (name.isPresent()
                && topicId.isPresent()
                && catalogue.find(name.get().topic()).isEmpty()) {
            Found before = foreign.put(name.get(), new Found(dir, name.get(), topicId.get()));
            refuseTwice(before == null ? null : before.dir, dir, name.get());
        } else {
            strange.add(dir + "/" + folder
                    + (name.isEmpty()
                            ? ": it is no partition's folder"
                            : topicId.isEmpty()
                                    ? ": it has no usable " + PartitionMetadata.FILE
                                    : ": it is of another topic of that name"));
        }
    }

    private static boolean isOf(Optional<TopicEntry> topic, TopicPartition name, Optional<Uuid> topicId) {
        return topic.isPresent()
                && name.partition() < topic.get().partitions()
                && topicId.map(topic.get().id()::equals)
                        .orElse(true); // Without the file: a crash right after its creation.
    }

    private static Optional<Uuid> topicId(Directory parent, String folder) {
        Directory directory = parent.directory(folder);
        if (!directory.exists(PartitionMetadata.FILE)) {
            return Optional.empty();
        }
        try {
            return Optional.of(PartitionMetadata.read(directory.read(PartitionMetadata.FILE, MAX_METADATA))
                    .topicId());
        } catch (CorruptRecordException e) {
            return Optional.empty();
        }
    }

    private static void refuseTwice(@org.jspecify.annotations.Nullable LogDir before, LogDir now, TopicPartition name) {
        if (before != null) {
            throw new KafkaStorageException("The partition %s is in two folders, %s and %s. Move one of them away."
                    .formatted(name, before, now));
        }
    }
}
