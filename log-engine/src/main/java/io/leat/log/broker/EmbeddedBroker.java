package io.leat.log.broker;

import io.leat.log.disk.Directory;
import io.leat.log.disk.DiskDirectory;
import io.leat.log.disk.StorageException;
import io.leat.log.partition.Origin;
import io.leat.log.partition.PartitionLog;
import io.leat.log.partition.Placed;
import io.leat.log.partition.Verification;
import io.leat.log.settings.BrokerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The {@link Broker} on folders of this machine. Made by {@link #open}; everything it needs was put together by {@link Startup}. */
public final class EmbeddedBroker implements Broker, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);

    private final BrokerSettings settings;
    private final InstantSource clock;
    private final LogDirs dirs;
    private final Partitions partitions;
    private final CatalogueTopics topics;
    private final AtomicAppends atomic;
    private final Flusher flusher;
    private final OffsetsTopic offsetsTopic;
    private final AlteredGroups groupConfigs;
    private final GroupCoordinator groups;
    private final ProducerIds producerIds;
    private final TransactionCoordinator transactions;
    private final Admission admission;
    private final TransactionalOffsets transactionalOffsets;
    private final ExecutorService transactionsThread;
    private final Access access;
    private final Compaction compaction;
    private final Checkpoints checkpoints;
    private final House house;
    private final AlteredConfigs configs;
    private final ClientQuotas quotas;
    private boolean closed;

    EmbeddedBroker(
            LiveSettings live,
            InstantSource clock,
            LogDirs dirs,
            Partitions partitions,
            CatalogueTopics topics,
            AtomicAppends atomic,
            DeletedFolders deleted) {
        this.settings = live.get();
        this.configs = new AlteredConfigs(live, topics);
        this.quotas = new ClientQuotas(topics, clock);
        this.clock = clock;
        this.dirs = dirs;
        this.partitions = partitions;
        this.topics = topics;
        this.atomic = atomic;
        this.flusher = new Flusher(atomic);
        this.offsetsTopic = new OffsetsTopic(settings, topics, partitions, flusher);
        this.groupConfigs = new AlteredGroups(settings.consumerGroups(), topics);
        this.groups = new GroupCoordinator(settings, clock, topics, offsetsTopic, groupConfigs);
        this.access = new Access(settings.security(), topics);
        this.producerIds = new ProducerIds(topics::reserveProducerIds);
        this.transactionsThread = new ThreadPoolExecutor(
                0, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), EmbeddedBroker::transactionsThread);
        MarkerWriter markers = new MarkerWriter(partitions, flusher);
        this.transactions = new TransactionCoordinator(
                settings.transactions(),
                clock,
                new TransactionsTopic(settings.transactions(), topics, partitions, flusher),
                markers,
                producerIds,
                transactionsThread);
        this.admission = new Admission(
                transactions,
                partitions::require,
                () -> live.get().transactions().verifies());
        this.transactionalOffsets = groups.transactionalOffsets(admission);
        markers.tell(transactionalOffsets);
        this.compaction = new Compaction(
                settings.cleaner(),
                clock,
                partitions,
                it -> flusher.flush(it, it).join());
        this.checkpoints = new Checkpoints(dirs, partitions);
        this.house = new House(clock)
                .every(Duration.ofSeconds(1), "Retention", this::tickPartitions)
                .every(Duration.ofSeconds(1), "Removing deleted folders", deleted::tick)
                .every(settings.producerExpiryInterval(), "Forgetting idle producers", this::forgetProducers)
                .every(Duration.ofSeconds(1), "Group sessions and rebalances", groups::tick)
                .every(settings.offsetsRetentionCheckInterval(), "Dropping old group offsets", groups::expireOffsets)
                .every(
                        settings.transactions().abortInterval(),
                        "Aborting transactions open for too long",
                        transactions::abortTimedOut)
                .every(
                        settings.transactions().expiryInterval(),
                        "Forgetting transactional ids",
                        transactions::forgetExpired)
                .every(Duration.ofSeconds(1), "Writing transaction markers again", transactions::retryMarkers)
                .every(settings.recoveryPointInterval(), "Writing recovery points", checkpoints::recovery)
                .every(settings.logStartInterval(), "Writing log starts", checkpoints::starts);
        live.listen(altered -> {
            topics.reconfigure();
            compaction.reconfigure(altered.cleaner());
        });
        topics.listen(new CatalogueTopics.Listener() {
            @Override
            public void changed() {
                groups.topicsChanged();
            }

            @Override
            public void deleted(String topic) {
                groups.topicDeleted(topic);
                compaction.forgetDeleted();
            }
        });
    }

    /**
     * Opens the folders of {@code settings} and brings back what they hold.
     *
     * @throws org.apache.kafka.common.config.ConfigException if the folders are of another node or of several clusters
     * @throws StorageException if another process has a folder, or the first folder does not work
     */
    public static EmbeddedBroker open(BrokerSettings settings, InstantSource clock) {
        EmbeddedBroker broker = open(settings, clock, path -> DiskDirectory.at(Path.of(path)));
        broker.house.start();
        broker.compaction.start();
        return broker;
    }

    /** As {@link #open(BrokerSettings, InstantSource)}, on directories that a test hands in, and with {@link #tick} in its hands. */
    static EmbeddedBroker open(BrokerSettings settings, InstantSource clock, Function<String, Directory> directories) {
        EmbeddedBroker broker = Startup.run(settings, clock, directories);
        broker.flusher.start();
        broker.transactions.start();
        return broker;
    }

    @Override
    public InstantSource clock() {
        return clock;
    }

    @Override
    public String clusterId() {
        return dirs.clusterId();
    }

    @Override
    public int nodeId() {
        return settings.nodeId();
    }

    @Override
    public Topics topics() {
        return topics;
    }

    @Override
    public AlteredGroups groupConfigs() {
        return groupConfigs;
    }

    @Override
    public BrokerConfigs configs() {
        return configs;
    }

    @Override
    public ClientQuotas quotas() {
        return quotas;
    }

    @Override
    public List<LogDirState> logDirs() {
        return dirs.states(partitions);
    }

    @Override
    public Groups groups() {
        return groups;
    }

    @Override
    public Access access() {
        return access;
    }

    /** The groups as the network's clients need them. */
    public GroupCoordinator coordinator() {
        return groups;
    }

    @Override
    public TransactionCoordinator transactions() {
        return transactions;
    }

    @Override
    public TransactionalOffsets transactionalOffsets() {
        return transactionalOffsets;
    }

    @Override
    public Admission admission() {
        return admission;
    }

    @Override
    public Partition partition(TopicPartition name) {
        return partitions.require(name);
    }

    @Override
    public TopicPartition offsetsPartition(String groupId) {
        return offsetsTopic.partitionOf(groupId).name();
    }

    @Override
    public long newProducerId() {
        return producerIds.next();
    }

    @Override
    public CompletableFuture<Appended> append(Part part, Acks acks) {
        return append(part, Origin.LOCAL, null, acks);
    }

    @Override
    public CompletableFuture<Appended> appendForeign(Part part, @Nullable Verification verification, Acks acks) {
        return append(part, Origin.CLIENT, verification, acks);
    }

    private CompletableFuture<Appended> append(
            Part part, Origin origin, @Nullable Verification verification, Acks acks) {
        Partition partition = part.partition();
        Appended appended;
        try {
            refuseInternal(partition);
            appended = appended(partition, partition.append(part.batches(), origin, verification));
        } catch (RuntimeException e) {
            return refused(partition, acks, e);
        }
        return acks == Acks.FLUSHED ? flusher.flush(partition, appended) : CompletableFuture.completedFuture(appended);
    }

    @Override
    public CompletableFuture<List<Appended>> appendAtomically(List<Part> parts, List<GroupOffsets> offsets, Acks acks) {
        try {
            checkDistinct(parts);
            List<Piece> pieces = parts.stream()
                    .map(it -> new Piece(it.partition(), it.batches(), Origin.LOCAL))
                    .toList();
            pieces.forEach(it -> refuseInternal(it.partition()));
            return offsets.isEmpty() ? append(pieces, pieces.size(), acks) : appendWithOffsets(pieces, offsets, acks);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public long deleteRecords(TopicPartition name, long before) {
        return partitions.require(name).deleteRecords(before);
    }

    @Override
    public void keepLogStarts() {
        checkpoints.starts();
    }

    /** Does what is due by the clock; the thread {@code log-house} calls it. */
    void tick() {
        house.tick();
    }

    /** What the threads {@code log-cleaner-N} do, for a test that has no such threads. */
    Compaction compaction() {
        return compaction;
    }

    /** Flushes everything and marks the stop as clean. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        compaction.close();
        house.close();
        transactionsThread.shutdown(); // What is decided and not carried out is for the next start.
        flusher.close();
        Set<LogDir> dirty = closePartitions();
        LogDir first = dirs.online().get(0); // It has the catalogue and the journal.
        inOrder(first, dirty, atomic::close);
        inOrder(first, dirty, topics::close);
        for (LogDir dir : dirs.online()) {
            inOrder(dir, dirty, () -> checkpoints.all(dir));
            if (!dirty.contains(dir)) {
                inOrder(dir, dirty, dir::markClean);
            }
            dir.release();
        }
    }

    /** A step of the stop: if it fails the others are taken all the same, and the next start looks at the folder. */
    private static void inOrder(LogDir dir, Set<LogDir> dirty, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            LOG.error("{} could not be closed in order; the next start recovers it", dir, e);
            dirty.add(dir);
        }
    }

    private static Thread transactionsThread(Runnable work) {
        Thread thread = new Thread(work, "log-transactions");
        thread.setDaemon(true);
        return thread;
    }

    private CompletableFuture<List<Appended>> appendWithOffsets(
            List<Piece> pieces, List<GroupOffsets> offsets, Acks acks) {
        synchronized (groups.lock()) {
            OffsetCommits.Pending pending = groups.offsets().prepare(offsets);
            List<Piece> all = new ArrayList<>(pieces);
            all.addAll(pending.pieces());
            CompletableFuture<List<Appended>> answer = append(all, pieces.size(), acks);
            pending.apply().run();
            return answer;
        }
    }

    /** Appends all pieces or none; answered is where the first {@code told} of them are. */
    private CompletableFuture<List<Appended>> append(List<Piece> pieces, int told, Acks acks) {
        if (pieces.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        List<Placed> placed = pieces.size() == 1 && pieces.get(0).single()
                ? List.of(pieces.get(0)
                        .partition()
                        .append(pieces.get(0).batches(), pieces.get(0).origin()))
                : atomic.append(pieces, acks == Acks.FLUSHED);
        List<Appended> answer = new ArrayList<>();
        for (int i = 0; i < told; i++) {
            answer.add(appended(pieces.get(i).partition(), placed.get(i)));
        }
        if (atomic.wantsTrim()) {
            flusher.request(atomic.before());
        }
        return acks == Acks.FLUSHED
                ? flusher.flush(pieces.stream().map(Piece::partition).toList()).thenApply(done -> answer)
                : CompletableFuture.completedFuture(answer);
    }

    private static CompletableFuture<Appended> refused(Partition partition, Acks acks, RuntimeException e) {
        if (acks == Acks.NONE) {
            LOG.warn("{}: records sent with acks=0 are lost: {}", partition, e.getMessage());
            return CompletableFuture.completedFuture(new Appended(-1, -1, -1));
        }
        return CompletableFuture.failedFuture(e);
    }

    private static Appended appended(Partition partition, Placed placed) {
        return new Appended(
                placed.baseOffset(), placed.logAppendTime(), partition.rawLog().logStartOffset());
    }

    private static void refuseInternal(Partition partition) {
        if (partition.internal()) {
            throw new InvalidTopicException(
                    "Cannot append to internal topic " + partition.name().topic());
        }
    }

    private static void checkDistinct(List<Part> parts) {
        HashSet<TopicPartition> seen = new HashSet<>();
        for (Part part : parts) {
            if (!seen.add(part.partition().name())) {
                throw new IllegalArgumentException(
                        "Two parts are for " + part.partition() + "; put the batches of one partition into one part");
            }
        }
    }

    private void tickPartitions() {
        long now = clock.millis();
        for (Partition partition : partitions.all()) {
            if (partition.nextTick <= now && !partition.gone()) {
                PartitionLog log = partition.rawLog();
                partition.nextTick = now
                        + Math.min(
                                settings.retentionCheckInterval().toMillis(),
                                log.config().flushes().ms());
                tick(partition, log);
            }
        }
    }

    private void forgetProducers() {
        for (Partition partition : partitions.all()) {
            if (!partition.gone()) {
                partition.rawLog().forgetProducers();
            }
        }
    }

    private static void tick(Partition partition, PartitionLog log) {
        try {
            log.tick();
        } catch (StorageException e) {
            partition.dir().suffered(e);
        } catch (RuntimeException e) {
            LOG.error("{}: retention failed and is tried again", partition, e);
        }
    }

    /** Returns the folders in which some partition is not whole on the disk: the next start must look at them. */
    private Set<LogDir> closePartitions() {
        Set<LogDir> dirty = new HashSet<>(partitions.dirsWithOffline());
        for (Partition partition : partitions.all()) {
            boolean usable = !partition.gone();
            partition.closed();
            if (!usable || !close(partition)) {
                dirty.add(partition.dir());
            }
        }
        return dirty;
    }

    private static boolean close(Partition partition) {
        try {
            partition.rawLog().close();
            return true;
        } catch (RuntimeException e) {
            LOG.error("{} could not be closed; the next start recovers it", partition, e);
            return false;
        }
    }
}
