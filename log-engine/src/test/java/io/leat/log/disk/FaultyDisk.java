package io.leat.log.disk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A disk in memory that does what disks do: it forgets what was not flushed, tears the last write, flips bits and fills up.
 *
 * <p>{@link #root} is the folder to open. After {@link #kill} or {@link #cutPower} everything that was opened before is dead,
 * as it is when a process ends: take {@link #root} again and open the log anew. For tests with one writing thread at a time.
 */
public final class FaultyDisk {
    private final Random random;
    private final MemoryDirectory root;
    private long space = Long.MAX_VALUE;
    private int generation;
    private int boots;
    private boolean flushFails;
    private long actionsLeft = Long.MAX_VALUE;

    /** A disk whose faults follow from {@code random}. */
    public FaultyDisk(Random random) {
        this.random = random;
        this.root = new MemoryDirectory(this, "/faulty");
    }

    /** The folder everything is in. */
    public Directory root() {
        return root.handle();
    }

    /** The process ends: what was written stays, as the operating system has it; what was open is dead. */
    public void kill() {
        generation++;
    }

    /** The process ends by itself, {@link #kill}, in the middle of what it does: after so many more changes of the disk. */
    public void killAfter(long actions) {
        actionsLeft = actions;
    }

    /**
     * The power is cut: of what was not flushed, each file keeps some of its newest bytes or none, a part of them may be zeroes,
     * and each folder forgets some of the last creations, renames and deletions.
     */
    public void cutPower() {
        generation++;
        boots++;
        root.loseUnflushed(random);
    }

    /** From now on at most {@code bytes} more bytes fit. */
    public void limitSpace(long bytes) {
        space = bytes;
    }

    /** There is space again. */
    public void freeSpace() {
        space = Long.MAX_VALUE;
    }

    /** From now on every flush fails. */
    public void failFlushes() {
        flushFails = true;
    }

    /** Flips one bit of the file at {@code path} below the root, as {@code "t-0/00000000000000000000.log"}. */
    public void flipBit(String path, long bit) {
        MemoryFile file = root.file(path);
        file.flip(bit);
    }

    /** The size of the file at {@code path} below the root. */
    public long size(String path) {
        return root.file(path).size();
    }

    /** The paths of all files, below the root. */
    public List<String> files() {
        List<String> files = new ArrayList<>();
        root.collect("", files);
        return files;
    }

    /** How often the power was cut. */
    int boots() {
        return boots;
    }

    int generation() {
        return generation;
    }

    void requireAlive(int of, String what) throws IOException {
        if (of == generation && actionsLeft != Long.MAX_VALUE && actionsLeft-- == 0) {
            actionsLeft = Long.MAX_VALUE;
            kill();
        }
        if (of != generation) {
            throw new IOException("this process was ended: " + what);
        }
    }

    void requireFlushing() throws IOException {
        if (flushFails) {
            throw new IOException("Input/output error");
        }
    }

    /** Takes space for {@code wanted} bytes; returns how many fit. */
    int take(int wanted) {
        int fit = (int) Math.min(wanted, space);
        space -= space == Long.MAX_VALUE ? 0 : fit;
        return fit;
    }

    void give(long bytes) {
        space += space == Long.MAX_VALUE ? 0 : bytes;
    }
}
