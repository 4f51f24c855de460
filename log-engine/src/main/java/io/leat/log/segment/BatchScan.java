package io.leat.log.segment;

import io.leat.log.disk.AppendFile;
import io.leat.log.record.BatchView;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the batches of a file, one after the other, and stops at the first that is not whole or not what its checksum
 * says. Its memory grows to a batch's size only after that batch's checksum was found right: a size on a broken disk is
 * not believed.
 */
public final class BatchScan {
    /** From this size on a batch's header is read alone: to read what is between would take longer. */
    private static final int FAR = 4 * 1024;

    private final AppendFile file;
    private final long end;
    private final long believed;
    private int ahead = DiskChecksum.PIECE;
    private ByteBuffer window = ByteBuffer.allocate(0);
    private long windowStart;
    private long position;
    private long next;

    /** Scans {@code file} from {@code position}, where a batch starts, to {@code end}. */
    public BatchScan(AppendFile file, long position, long end) {
        this(file, position, end, position);
    }

    /**
     * As the other, and believes batches that end before {@code believed} to be as they were written: of them only headers are read,
     * and only headers may be looked at, except for control batches, which are read whole and checked.
     */
    BatchScan(AppendFile file, long position, long end, long believed) {
        this.file = file;
        this.end = end;
        this.believed = believed;
        this.next = position;
    }

    /** The next batch, good until the next call; null at the end or where something is wrong, as {@link #fault} tells. */
    public @Nullable BatchView next() {
        position = next;
        if (!load(BatchView.HEADER_SIZE)) {
            return null;
        }
        int size = Math.max(new BatchView(window, at()).sizeInBytes(), 0);
        if (size < BatchView.HEADER_SIZE || size > end - position) {
            return null;
        }
        if (position + size < believed) {
            BatchView header = new BatchView(window, at());
            if (header.isOfThisFormat() && !header.isControl()) {
                next = position + size;
                ahead = size < FAR ? DiskChecksum.PIECE : BatchView.HEADER_SIZE;
                return header;
            }
        }
        ahead = DiskChecksum.PIECE;
        if (!loadBatch(size)) {
            return null;
        }
        BatchView batch = new BatchView(window, at());
        if (!batch.isIntact()) {
            return null;
        }
        next = position + size;
        return batch;
    }

    /** Where the batch starts that {@link #next} returned; after null, the end of what is good. */
    public long position() {
        return position;
    }

    /** Why {@link #next} returned null; null if the file simply ended. */
    public @Nullable String fault() {
        if (position == end) {
            return null;
        }
        if (end - position < BatchView.HEADER_SIZE || !load(BatchView.HEADER_SIZE)) {
            return "%d bytes are too few for a batch".formatted(end - position);
        }
        BatchView batch = new BatchView(window, at());
        long size = batch.sizeInBytes();
        return size < BatchView.HEADER_SIZE || size > end - position
                ? "a batch of %d bytes does not fit before byte %d".formatted(size, end)
                : "the checksum of the batch of %d bytes at offset %d is wrong".formatted(size, batch.baseOffset());
    }

    private int at() {
        return (int) (position - windowStart);
    }

    /** Brings the batch into the window, if its checksum is right or it is no larger than the window is anyway. */
    private boolean loadBatch(int size) {
        return size <= Math.max(window.capacity(), DiskChecksum.PIECE)
                ? load(size)
                : DiskChecksum.isRight(file, new BatchView(window, at()), position, size) && load(size);
    }

    /** Brings {@code bytes} bytes from {@link #position} on into the window, and some more; false if the file ends before. */
    private boolean load(int bytes) {
        if (bytes > end - position) {
            return false;
        }
        if (position >= windowStart && position + bytes <= windowStart + window.limit()) {
            return true;
        }
        if (window.capacity() < Math.max(bytes, DiskChecksum.PIECE)) {
            window = ByteBuffer.allocate((int) Math.max(bytes, Math.min(DiskChecksum.PIECE, end - position)));
        }
        int room = Math.min(window.capacity(), Math.max(bytes, ahead));
        window.clear().limit((int) Math.min(room, end - position));
        windowStart = position;
        int read = file.read(window, position);
        window.flip();
        return read >= bytes;
    }
}
