package io.leat.log.broker;

import io.leat.log.disk.Directory;
import io.leat.log.partition.PartitionLog;
import io.leat.log.settings.BrokerSettings;
import io.leat.log.topic.TopicEntry;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From folders to a broker, in this order:
 *
 * <pre>
 *   own the folders ─▶ replay the catalogue ─▶ look at the folders ─▶ adopt what Kafka wrote ─▶ open, recover ─▶ cut torn groups
 * </pre>
 *
 * <p>Only when all that is done are the folders marked as in use: a crash before it is a crash of nothing.
 */
final class Startup {
    private static final Logger LOG = LoggerFactory.getLogger(Startup.class);

    private final BrokerSettings settings;
    private final LiveSettings live;
    private final LogDirs dirs;
    private final LogConfigs configs;
    private final DeletedFolders deleted;
    private final Partitions partitions;
    private final CatalogueFile file;
    private final CatalogueTopics topics;

    private Startup(BrokerSettings settings, InstantSource clock, LogDirs dirs) {
        this.settings = settings;
        this.file = CatalogueFile.open(dirs.online().get(0).directory());
        this.live = new LiveSettings(AlteredConfigs.restored(settings, file.catalogue()));
        this.dirs = dirs.settled(file.catalogue(), settings.nodeId());
        this.configs = new LogConfigs(live, new Random(dirs.clusterId().hashCode()));
        this.deleted = new DeletedFolders(clock);
        this.partitions = new Partitions(this.dirs.online(), clock, deleted);
        this.topics = new CatalogueTopics(settings, configs, file, partitions);
    }

    static EmbeddedBroker run(BrokerSettings settings, InstantSource clock, Function<String, Directory> directories) {
        settings.warnings().forEach(LOG::warn);
        LogDirs dirs = LogDirs.own(settings.logDirs(), settings.nodeId(), directories);
        try {
            Startup startup = new Startup(settings, clock, dirs);
            startup.openPartitions();
            AtomicAppends atomic = startup.recoverGroups();
            startup.dirs
                    .online()
                    .forEach(it ->
                            it.markInUse(!startup.partitions.dirsWithOffline().contains(it)));
            return new EmbeddedBroker(
                    startup.live, clock, startup.dirs, startup.partitions, startup.topics, atomic, startup.deleted);
        } catch (RuntimeException e) {
            dirs.online().forEach(LogDir::release);
            throw e;
        }
    }

    private void openPartitions() {
        scheduleRemovals();
        Discovery found = Discovery.of(dirs.online(), file.catalogue());
        found.strange().forEach(it -> LOG.warn("Not touched: {}", it));
        removeDoomed(found);
        Adoption.run(settings, configs, file.catalogue(), topics, dirs.online(), found);
        List<Recovery.Job> jobs = new ArrayList<>();
        for (TopicEntry topic : file.catalogue().all()) {
            for (int number = 0; number < topic.partitions(); number++) {
                TopicPartition name = new TopicPartition(topic.name(), number);
                LogDir dir = found.known().get(name);
                Runnable work = dir == null ? () -> openMissing(topic, name) : () -> open(topic, name, dir);
                jobs.add(new Recovery.Job(dir == null ? dirs.online().get(0) : dir, work));
            }
        }
        Recovery.run(jobs, settings.recoveryThreadsPerDir());
        skipForeignProducerIds();
    }

    private void open(TopicEntry topic, TopicPartition name, LogDir dir) {
        try {
            partitions.open(dir, name, topic.id(), configs.of(topic.configs()));
        } catch (ApiException e) {
            partitions.markOffline(name, dir, String.valueOf(e.getMessage()));
        }
    }

    /** A partition without a folder: never made, because of a crash; or in a folder that is offline, and not to be made anew then. */
    private void openMissing(TopicEntry topic, TopicPartition name) {
        if (dirs.lost().isEmpty()) {
            partitions.create(name, topic.id(), configs.of(topic.configs()));
        } else {
            partitions.markOffline(name, null, "it may be in a log directory that is offline: " + dirs.lost());
        }
    }

    private void scheduleRemovals() {
        for (LogDir dir : dirs.online()) {
            dir.directory().directories().stream()
                    .filter(PartitionFolder::isDeleted)
                    .forEach(folder -> deleted.add(dir, folder, 0));
        }
    }

    /** Folders of topics whose deletion was logged and then interrupted. */
    private void removeDoomed(Discovery found) {
        for (Discovery.Found doomed : found.doomed()) {
            String folder = PartitionFolder.deletedName(doomed.name(), UUID.randomUUID());
            doomed.dir().directory().rename(PartitionFolder.name(doomed.name()), folder);
            deleted.add(doomed.dir(), folder, 0);
        }
        if (dirs.lost().isEmpty()) {
            topics.foldersRemoved(file.catalogue().doomed());
        }
    }

    /** The producers of this process begin above those of Kafka that the partitions remember. */
    private void skipForeignProducerIds() {
        long greatest = -1;
        for (Partition partition : partitions.all()) {
            greatest = Math.max(greatest, partition.rawLog().greatestProducerId());
        }
        topics.skipProducerIds(greatest + 1);
    }

    private AtomicAppends recoverGroups() {
        FramedFile.Opened journal = FramedFile.open(dirs.online().get(0).directory(), AtomicAppends.JOURNAL);
        List<ByteBuffer> bodies = journal.bodies();
        if (!bodies.isEmpty()) {
            GroupRecovery.run(bodies.stream().map(Intent::decode).toList(), this::log);
            journal.file().cutBack(0);
        }
        return new AtomicAppends(journal.file());
    }

    private Optional<PartitionLog> log(Intent.Extent extent) {
        return file.catalogue()
                .find(extent.topicId())
                .flatMap(topic -> partitions.find(new TopicPartition(topic.name(), extent.partition())))
                .map(Partition::rawLog);
    }
}
