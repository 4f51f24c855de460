package io.leat.log.broker;

import io.leat.log.disk.Directory;
import io.leat.log.disk.StorageException;
import io.leat.log.partition.MetaProperties;
import io.leat.log.topic.Catalogue;
import io.leat.log.topic.TopicEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folders in {@code log.dirs}, all owned by this process and all of one cluster.
 *
 * @param online those that work; the first of them is the first of {@code log.dirs}, which has the catalogue
 * @param lost those that do not, and why
 * @param clusterId of all of them
 */
record LogDirs(List<LogDir> online, List<String> lost, String clusterId) {
    private static final Logger LOG = LoggerFactory.getLogger(LogDirs.class);

    /**
     * Takes the folders for this process. The first must work, since it has the catalogue; another that does not is left out.
     *
     * @throws StorageException if another process has one of them; nothing is touched then
     * @throws ConfigException if they are not of one cluster and of this node
     */
    static LogDirs own(List<String> paths, int nodeId, Function<String, Directory> open) {
        List<LogDir> online = new ArrayList<>();
        List<String> lost = new ArrayList<>();
        try {
            for (String path : paths) {
                ownOne(path, open, online, lost);
            }
            return new LogDirs(List.copyOf(online), List.copyOf(lost), identify(online, nodeId));
        } catch (RuntimeException e) {
            online.forEach(LogDir::release);
            throw e;
        }
    }

    private static void ownOne(String path, Function<String, Directory> open, List<LogDir> online, List<String> lost) {
        try {
            Directory directory = open.apply(path);
            directory.files();
            online.add(LogDir.own(directory));
        } catch (StorageException e) {
            if (online.isEmpty() || e.inUse()) {
                throw e;
            }
            LOG.error("The log directory {} is offline, and its partitions with it", path, e);
            lost.add(path + ": " + e.getMessage());
        }
    }

    /** All of them as they are now. */
    List<LogDirState> states(Partitions partitions) {
        List<LogDirState> states = new ArrayList<>();
        for (LogDir dir : online) {
            states.add(state(dir, partitions));
        }
        lost.forEach(it -> states.add(new LogDirState(it.substring(0, it.indexOf(": ")), false, Map.of(), -1, -1)));
        return states;
    }

    private static LogDirState state(LogDir dir, Partitions partitions) {
        try {
            dir.check();
            Directory.Space space = dir.directory().space();
            Map<TopicPartition, Long> sizes = new HashMap<>();
            partitions.all().stream()
                    .filter(it -> it.dir() == dir)
                    .forEach(it -> sizes.put(it.name(), it.rawLog().size()));
            return new LogDirState(dir.path(), true, sizes, space.total(), space.usable());
        } catch (KafkaStorageException e) {
            LOG.debug("{} cannot be described", dir, e);
            return new LogDirState(dir.path(), false, Map.of(), -1, -1);
        }
    }

    /** Reads whose folders they are; the id of a new cluster if they are all new. */
    private static String identify(List<LogDir> dirs, int nodeId) {
        String clusterId = dirs.stream()
                .flatMap(dir -> dir.meta().stream())
                .map(MetaProperties::clusterId)
                .findFirst()
                .orElseGet(() -> Uuid.randomUuid().toString());
        dirs.forEach(dir -> dir.meta().ifPresent(it -> check(dir, it, nodeId, clusterId)));
        return clusterId;
    }

    /**
     * Makes new folders ours. If partitions of the catalogue are nowhere, a new folder, unless it is the first, is left out instead: it
     * may be the place where the disk that has them is to be mounted, and to make them anew would use their offsets twice (D3).
     */
    LogDirs settled(Catalogue catalogue, int nodeId) {
        List<LogDir> working = new ArrayList<>(online);
        List<String> without = new ArrayList<>(lost);
        Set<String> missing = missing(catalogue);
        for (LogDir dir : online) {
            if (dir.meta().isPresent()) {
                continue;
            }
            if (missing.isEmpty() || dir == online.get(0)) {
                dir.write(new MetaProperties(nodeId, clusterId, Uuid.randomUuid()));
                continue;
            }
            String why =
                    "%s: it is empty, and there is no folder of %s. Mount the disk that has them there; or, if that is lost, take %s out of log.dirs for one start: they are then made anew"
                            .formatted(dir, missing, dir);
            LOG.error("The log directory is offline: {}", why);
            dir.release();
            working.remove(dir);
            without.add(why);
        }
        return new LogDirs(List.copyOf(working), List.copyOf(without), clusterId);
    }

    private Set<String> missing(Catalogue catalogue) {
        Set<String> missing = new TreeSet<>();
        for (TopicEntry topic : catalogue.all()) {
            for (int number = 0; number < topic.partitions(); number++) {
                missing.add(PartitionFolder.name(new TopicPartition(topic.name(), number)));
            }
        }
        online.forEach(dir -> dir.directory().directories().forEach(missing::remove));
        return missing;
    }

    private static void check(LogDir dir, MetaProperties meta, int nodeId, String clusterId) {
        if (meta.nodeId() != nodeId) {
            throw new ConfigException(
                    "node.id",
                    nodeId,
                    "the folder %s belongs to the node %d (meta.properties). Set node.id=%d, or use another folder"
                            .formatted(dir, meta.nodeId(), meta.nodeId()));
        }
        if (!meta.clusterId().equals(clusterId)) {
            throw new ConfigException(
                    "log.dirs",
                    dir.path(),
                    "its meta.properties says cluster.id=%s and another folder's says %s. Folders of one log have one cluster.id"
                            .formatted(meta.clusterId(), clusterId));
        }
    }
}
