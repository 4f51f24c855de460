package io.leat.log.broker;

import io.leat.log.disk.StorageException;
import io.leat.log.partition.PartitionLog;
import io.leat.log.partition.Placed;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.DuplicateSequenceException;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.protocol.Errors;

/**
 * Appends to several partitions, all or nothing (D9).
 *
 * <pre>
 *   lock the partitions, in order of their names
 *   journal: the intent                  flushed first if the append shall survive a power cut
 *   append every part, hidden
 *   move every high watermark
 * </pre>
 *
 * <p>If a part is refused, all are taken back and the intent is withdrawn before the locks are: an intent left behind would cut, at the
 * next start, what others appended since. Recovery ({@link GroupRecovery}) cuts every part of an intent that is not whole.
 *
 * <p>One group at a time, whatever the partitions, so that the newest intent is always the last in the journal and can be withdrawn by
 * truncation, which needs no space on a full disk. A group is remembered until all its parts are flushed; until then its partitions are
 * flushed together ({@link Flusher.Links}), since a part lost in a power cut takes the others, and what came after them, with it.
 */
final class AtomicAppends implements Flusher.Links {
    static final String JOURNAL = "leat-atomic-appends";

    /** Bytes of journal after which those groups that are flushed are cleared away. */
    static final long TRIM_SIZE = 1024 * 1024;

    private static final Comparator<Piece> BY_NAME = Comparator.comparing(
            (Piece piece) -> piece.partition().name(),
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition));

    /** A group whose parts are not all known to be flushed. */
    private record Group(Intent intent, List<Partition> partitions) {
        boolean flushed() {
            for (int i = 0; i < partitions.size(); i++) {
                Partition partition = partitions.get(i);
                long end = intent.extents().get(i).end();
                if (!partition.gone() && partition.rawLog().flushedOffset() < end) {
                    return false;
                }
            }
            return true;
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final FramedFile journal;
    private final Deque<Group> open = new ArrayDeque<>();
    private boolean unflushedIntents;
    private boolean broken;

    AtomicAppends(FramedFile journal) {
        this.journal = journal;
    }

    /**
     * Appends all pieces or none, and shows them.
     *
     * @param survivesPowerCut whether the intent is flushed before the first batch is written
     * @return where each piece was put, in the order of {@code pieces}
     */
    List<Placed> append(List<Piece> pieces, boolean survivesPowerCut) {
        List<Piece> sorted = pieces.stream().sorted(BY_NAME).toList();
        lock.lock();
        try {
            sorted.forEach(it -> it.partition().rawLog().lock());
            try {
                List<Placed> placed = appendLocked(sorted, survivesPowerCut);
                return pieces.stream().map(it -> placed.get(sorted.indexOf(it))).toList();
            } finally {
                sorted.forEach(it -> it.partition().rawLog().unlock());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether the journal has grown so much that a flush of all open groups should be asked for. */
    boolean wantsTrim() {
        lock.lock();
        try {
            return journal.size() > TRIM_SIZE;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Set<Partition> before() {
        lock.lock();
        try {
            if (unflushedIntents) {
                journal.flush(); // First: a part on the disk without its intent could not be cut.
                unflushedIntents = false;
            }
            Set<Partition> linked = new LinkedHashSet<>();
            open.forEach(
                    group -> group.partitions.stream().filter(it -> !it.gone()).forEach(linked::add));
            return linked;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void after() {
        lock.lock();
        try {
            open.removeIf(Group::flushed);
            if (journal.size() > TRIM_SIZE) {
                journal.replace(open.stream().map(it -> it.intent.encode()).toList());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Everything is flushed: nothing is left to be cut. */
    void close() {
        lock.lock();
        try {
            open.removeIf(Group::flushed);
            if (open.isEmpty() && journal.size() > 0) {
                journal.cutBack(0);
            }
            journal.close();
        } finally {
            lock.unlock();
        }
    }

    private List<Placed> appendLocked(List<Piece> sorted, boolean survivesPowerCut) {
        if (broken) {
            throw new KafkaStorageException(
                    "Atomic appends are off until the next start: the journal could not be put in order after a failure.");
        }
        sorted.forEach(it -> it.partition().check());
        Intent intent = intent(sorted);
        long mark = journal.size();
        List<Piece> begun = new ArrayList<>();
        List<Placed> placed;
        try {
            journal.append(intent.encode());
            unflushedIntents = true;
            if (survivesPowerCut) {
                journal.flush();
                unflushedIntents = false;
            }
            placed = appendHidden(sorted, begun);
        } catch (RuntimeException e) {
            takeBack(begun, mark, e);
            throw e;
        }
        open.add(new Group(intent, sorted.stream().map(Piece::partition).toList()));
        sorted.forEach(it -> it.partition().rawLog().publish());
        return placed;
    }

    private static Intent intent(List<Piece> sorted) {
        List<Intent.Extent> extents = new ArrayList<>();
        for (Piece piece : sorted) {
            PartitionLog log = piece.partition().rawLog();
            long base = log.logEndOffset();
            extents.add(new Intent.Extent(log.topicId(), log.name().partition(), base, base + piece.span()));
        }
        return new Intent(extents);
    }

    private static List<Placed> appendHidden(List<Piece> sorted, List<Piece> begun) {
        List<Placed> placed = new ArrayList<>();
        for (Piece piece : sorted) {
            begun.add(piece);
            placed.add(appendHidden(piece));
        }
        return placed;
    }

    private static Placed appendHidden(Piece piece) {
        Partition partition = piece.partition();
        try {
            Placed placed = partition.rawLog().appendHidden(piece.batches(), piece.origin());
            if (placed.duplicate()) {
                throw new DuplicateSequenceException("it has these batches already, at offset " + placed.baseOffset());
            }
            return placed;
        } catch (RuntimeException e) {
            if (e instanceof StorageException refused) {
                partition.dir().suffered(refused);
            }
            throw named(partition, e);
        }
    }

    /** The same of Kafka's errors, with the partition in its message. */
    private static RuntimeException named(Partition partition, RuntimeException e) {
        Errors error = Errors.forException(e);
        if (error == Errors.UNKNOWN_SERVER_ERROR) {
            return e;
        }
        RuntimeException named = error.exception(
                "Nothing was appended: the partition %s refused its part: %s".formatted(partition, e.getMessage()));
        named.addSuppressed(e);
        return named;
    }

    /** Makes it as if nothing had been tried. Where that fails, nobody may go on: the next start puts it in order. */
    private void takeBack(List<Piece> begun, long mark, RuntimeException failure) {
        try {
            begun.forEach(it -> it.partition().rawLog().discardHidden());
            journal.cutBack(mark);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
            broken = true;
            begun.forEach(it ->
                    it.partition().offline("an atomic append failed and could not be taken back: " + e.getMessage()));
        }
    }
}
