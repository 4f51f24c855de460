package io.leat.log.broker;

import io.leat.log.partition.LogConfig;
import io.leat.log.partition.PartitionLog;
import io.leat.log.partition.RecoveryHints;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The partitions there are, by name: opened, placed in folders, and taken away. */
final class Partitions {
    private static final Logger LOG = LoggerFactory.getLogger(Partitions.class);

    private final List<LogDir> dirs;
    private final InstantSource clock;
    private final DeletedFolders deleted;
    private final Map<TopicPartition, Partition> open = new ConcurrentHashMap<>();
    /** Partitions that the catalogue has and that could not be opened, and why. */
    private final Map<TopicPartition, String> offline = new ConcurrentHashMap<>();

    private final Set<LogDir> dirsWithOffline = ConcurrentHashMap.newKeySet();

    Partitions(List<LogDir> dirs, InstantSource clock, DeletedFolders deleted) {
        this.dirs = dirs;
        this.deleted = deleted;
        this.clock = clock;
    }

    /** The partition, or Kafka's error. */
    Partition require(TopicPartition name) {
        Partition partition = open.get(name);
        if (partition != null) {
            return partition;
        }
        String why = offline.get(name);
        if (why != null) {
            throw new KafkaStorageException("The partition " + name + " is offline: " + why);
        }
        throw new UnknownTopicOrPartitionException("There is no partition " + name + " on this node.");
    }

    /** The partition, if it is there and online. */
    Optional<Partition> find(TopicPartition name) {
        return Optional.ofNullable(open.get(name));
    }

    Collection<Partition> all() {
        return open.values();
    }

    /** Opens what is, or is to be, in this folder of {@code dir}. Safe to call from several threads for different partitions. */
    void open(LogDir dir, TopicPartition name, Uuid topicId, LogConfig config) {
        open(dir, name, topicId, config, dir.hints(name));
    }

    private void open(LogDir dir, TopicPartition name, Uuid topicId, LogConfig config, RecoveryHints hints) {
        PartitionLog log = PartitionLog.open(
                dir.directory().directory(PartitionFolder.name(name)), name, topicId, config, hints, clock);
        open.put(name, new Partition(log, dir, hints.cleanedTo()));
    }

    /** Makes a partition where the fewest are. Durable after {@link #sync}. */
    void create(TopicPartition name, Uuid topicId, LogConfig config) {
        LogDir dir = dirs.stream()
                .filter(it -> !it.failed())
                .min(Comparator.comparingLong(this::count))
                .orElseThrow(() -> new KafkaStorageException("All log directories are offline: " + dirs));
        open(dir, name, topicId, config, RecoveryHints.NONE); // What is known of its name is of another, deleted since.
    }

    /** Where partitions are. */
    List<LogDir> dirs() {
        return dirs;
    }

    /** Makes durable that there are the folders that were made. */
    void sync() {
        dirs.stream().filter(it -> !it.failed()).forEach(it -> it.directory().sync());
    }

    /** A partition of the catalogue that cannot be used until the next start; {@code dir} is where its folder is, if that is known. */
    void markOffline(TopicPartition name, @Nullable LogDir dir, String why) {
        LOG.warn("The partition {} is offline: {}", name, why);
        offline.put(name, why);
        if (dir != null) {
            dirsWithOffline.add(dir);
        }
    }

    /** Folders that have partitions which could not be opened. */
    Set<LogDir> dirsWithOffline() {
        return dirsWithOffline;
    }

    /** Takes a partition out of use and gives its folder a name that marks it for removal. */
    void delete(TopicPartition name, UUID unique) {
        offline.remove(name);
        Partition partition = open.remove(name);
        if (partition != null) {
            partition.deleted();
            partition.rawLog().abandon();
            String folder = PartitionFolder.deletedName(name, unique);
            partition.dir().directory().rename(PartitionFolder.name(name), folder);
            deleted.add(
                    partition.dir(), folder, partition.rawLog().config().kept().fileDeleteDelayMs());
        }
    }

    private long count(LogDir dir) {
        return open.values().stream().filter(it -> it.dir() == dir).count();
    }
}
