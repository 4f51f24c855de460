package io.leat.connector.csv.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** An {@link OutFile} of the real disk; its folder lends it a channel. */
final class LocalFile implements OutFile {
    private final Path path;
    private final LocalFolder folder;
    private boolean opened;

    LocalFile(Path path, LocalFolder folder) {
        this.path = path;
        this.folder = folder;
    }

    Path path() {
        return path;
    }

    /** Whether this is the first time it is opened: later a file that is gone must not come back empty. */
    boolean firstTime() {
        boolean first = !opened;
        opened = true;
        return first;
    }

    @Override
    public void write(byte[] bytes, int length, long position) throws IOException {
        var channel = folder.channel(this);
        var buffer = ByteBuffer.wrap(bytes, 0, length);
        long at = position;
        while (buffer.hasRemaining()) {
            at += channel.write(buffer, at);
        }
    }

    @Override
    public void truncate(long size) throws IOException {
        folder.channel(this).truncate(size);
    }

    @Override
    public void force() throws IOException {
        folder.channel(this).force(true);
    }

    @Override
    public void close() throws IOException {
        folder.release(this);
    }
}
