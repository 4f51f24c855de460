package io.leat.log.broker;

import io.leat.log.clean.Cleanable;
import io.leat.log.clean.Cleaner;
import io.leat.log.clean.CleaningStopped;
import io.leat.log.disk.StorageException;
import io.leat.log.partition.OffsetCheckpoint;
import io.leat.log.partition.PartitionLog;
import io.leat.log.settings.CleanerSettings;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads {@code log-cleaner-N}: each takes the partition of which the most is dirty, cleans it, and takes the next; when nothing is
 * due it rests. A partition that cannot be cleaned is left out until the next start, and the others go on.
 */
final class Compaction implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);

    private final InstantSource clock;
    private final Partitions partitions;
    private final Consumer<Partition> flush;
    private volatile Crew crew;
    private boolean started;
    /** Guarded by this. */
    private final Set<Partition> busy = new HashSet<>();
    /** Guarded by this. */
    private final Set<Partition> uncleanable = new HashSet<>();

    /** @param flush makes durable what is in a partition, and all that is linked to it by atomic appends */
    Compaction(CleanerSettings settings, InstantSource clock, Partitions partitions, Consumer<Partition> flush) {
        this.clock = clock;
        this.partitions = partitions;
        this.flush = flush;
        this.crew = new Crew(settings);
    }

    /** Threads that go by the same settings. */
    private static final class Crew {
        private final CleanerSettings settings;
        private final CountDownLatch closing = new CountDownLatch(1);
        private final Throttle throttle;
        private final List<Thread> threads = new ArrayList<>();

        Crew(CleanerSettings settings) {
            this.settings = settings;
            this.throttle = new Throttle(settings.bytesPerSecond(), closing);
        }

        void start(Consumer<Crew> work) {
            for (int i = 0; i < settings.threads(); i++) {
                Thread thread = new Thread(() -> work.accept(this), "log-cleaner-" + i);
                thread.setDaemon(true);
                threads.add(thread);
                thread.start();
            }
        }

        /** What it is cleaning is given up. */
        void close() {
            closing.countDown();
            for (Thread thread : threads) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    void start() {
        started = true;
        crew.start(this::run);
    }

    /** Goes on with other settings. */
    void reconfigure(CleanerSettings settings) {
        if (!settings.equals(crew.settings)) {
            crew.close();
            crew = new Crew(settings);
            if (started) {
                crew.start(this::run);
            }
        }
    }

    /** Cleans the filthiest partition that is due; returns whether to look for another at once. */
    boolean cleanFilthiest() {
        return cleanFilthiest(crew);
    }

    private boolean cleanFilthiest(Crew crew) {
        Job job = take();
        if (job == null) {
            return false;
        }
        try {
            return clean(job, crew);
        } finally {
            giveBack(job.partition);
        }
    }

    /** Whether a partition is left out because it could not be cleaned. */
    synchronized boolean isUncleanable(Partition partition) {
        return uncleanable.contains(partition);
    }

    /** Forgets in the checkpoints what is no longer there: a new topic of the same name is not clean. */
    void forgetDeleted() {
        partitions.dirs().stream().filter(dir -> !dir.failed()).forEach(this::checkpoint);
    }

    @Override
    public void close() {
        crew.close();
    }

    private void run(Crew crew) {
        try {
            do {
                while (crew.closing.getCount() > 0 && cleanFilthiest(crew)) {
                    // Another may be due.
                }
            } while (!crew.closing.await(crew.settings.backoff().toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            LOG.debug("interrupted, which only the end of the process does", e);
        }
    }

    private record Job(Partition partition, Cleanable what) {}

    private synchronized @Nullable Job take() {
        uncleanable.removeIf(Partition::gone);
        Job filthiest = null;
        for (Partition partition : partitions.all()) {
            PartitionLog log = partition.rawLog();
            if (!log.config().kept().compacts()
                    || partition.gone()
                    || busy.contains(partition)
                    || uncleanable.contains(partition)) {
                continue;
            }
            Cleanable what = judged(partition);
            if (what != null
                    && what.isDue(log.config().compaction().minDirtyRatio())
                    && (filthiest == null || what.ratio() > filthiest.what.ratio())) {
                filthiest = new Job(partition, what);
            }
        }
        if (filthiest != null) {
            busy.add(filthiest.partition);
        }
        return filthiest;
    }

    private @Nullable Cleanable judged(Partition partition) {
        try {
            return Cleanable.of(partition.rawLog(), partition.cleaned, clock.millis());
        } catch (RuntimeException e) {
            leaveOut(partition, e);
            return null;
        }
    }

    private synchronized void giveBack(Partition partition) {
        busy.remove(partition);
    }

    /** Returns false if the disk is full: then a rest may help. */
    private boolean clean(Job job, Crew crew) {
        Partition partition = job.partition;
        try {
            flush.accept(partition);
            CleanerSettings settings = crew.settings;
            Cleaner cleaner = new Cleaner(
                    settings.mapBytes(),
                    settings.mapLoad(),
                    settings.bufferBytes(),
                    bytes -> goOn(crew, partition, bytes));
            Cleaner.Cleaned cleaned = cleaner.clean(partition.rawLog(), job.what, clock.millis());
            partition.cleaned = cleaned.end();
            checkpoint(partition.dir());
            LOG.info(
                    "Compacted {} up to offset {}: {} bytes are now {}",
                    partition,
                    cleaned.end(),
                    cleaned.bytesBefore(),
                    cleaned.bytesAfter());
        } catch (CleaningStopped e) {
            LOG.debug("Compaction of {} was given up: {}", partition, e.getMessage());
        } catch (StorageException e) {
            partition.dir().suffered(e);
            if (e.noSpace()) {
                LOG.warn("{} is not compacted now: {}", partition, e.getMessage());
                return false;
            }
        } catch (RuntimeException e) {
            leaveOut(partition, e);
        }
        return true;
    }

    private static void goOn(Crew crew, Partition partition, long bytes) {
        if (crew.closing.getCount() == 0 || partition.gone()) {
            throw new CleaningStopped("it is being closed");
        }
        crew.throttle.spend(bytes);
    }

    private synchronized void leaveOut(Partition partition, RuntimeException e) {
        if (!partition.gone()) {
            uncleanable.add(partition);
            LOG.error("{} cannot be compacted; it is left as it is until the next start", partition, e);
        }
    }

    private static boolean isWorthNoting(Partition partition) {
        boolean compacts = partition.rawLog().config().kept().compacts();
        return partition.cleaned > 0 || (compacts && partition.cleaned == 0);
    }

    private synchronized void checkpoint(LogDir dir) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (Partition partition : partitions.all()) {
            if (partition.dir() == dir && isWorthNoting(partition)) {
                offsets.put(partition.name(), partition.cleaned);
            }
        }
        dir.checkpoint(OffsetCheckpoint.CLEANER, offsets);
    }
}
