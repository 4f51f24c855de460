package io.leat.connect.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Adler32;
import java.util.zip.CRC32;

/**
 * Tells whether a location's code is what it was, by its content and nothing else. Of a jar the directory at its end is
 * read, which has name, size and CRC of each entry: a hundred times less than the jar. Two checksums that every JVM has in
 * native code stand for it, since a start does this before anything is compiled.
 */
final class ContentHash {
    private static final int END_SIGNATURE = 0x06054b50;
    private static final int END_SIZE = 22;
    /** The end record may have a comment of 64 KiB behind it; most directories are inside of this too. */
    private static final int TAIL = 1 << 17;

    private final MessageDigest digest;

    private ContentHash(MessageDigest digest) {
        this.digest = digest;
    }

    /**
     * The hash of all jars, in their order, or of the tree of classes.
     *
     * @throws IOException if a file cannot be read
     */
    static String of(PluginLocation location) throws IOException {
        try {
            ContentHash hash = new ContentHash(MessageDigest.getInstance("SHA-256"));
            for (Path source : location.codeSources()) {
                if (Files.isDirectory(source)) {
                    hash.addTree(source);
                } else {
                    hash.addJar(source);
                }
            }
            return HexFormat.of().formatHex(hash.digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new UncheckedIOException(new IOException("every JDK has SHA-256", e));
        }
    }

    private void addTree(Path root) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(root)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            digest.update(root.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(Files.readAllBytes(file));
        }
    }

    private void addJar(Path jar) throws IOException {
        try (FileChannel channel = FileChannel.open(jar, StandardOpenOption.READ)) {
            long size = channel.size();
            ByteBuffer tail = read(channel, Math.max(0, size - TAIL), (int) Math.min(size, TAIL));
            int end = endRecord(tail);
            long length = end < 0 ? -1 : Integer.toUnsignedLong(tail.getInt(end + 12));
            long from = end < 0 ? -1 : Integer.toUnsignedLong(tail.getInt(end + 16));
            if (end < 0 || from + length > size || length > Integer.MAX_VALUE) {
                addWhole(channel, size); // no jar, or one so large that its directory is elsewhere
            } else {
                addSums(size, read(channel, from, (int) length));
            }
        }
    }

    private void addSums(long size, ByteBuffer content) {
        CRC32 crc = new CRC32();
        crc.update(content.duplicate());
        Adler32 adler = new Adler32();
        adler.update(content.duplicate());
        digest.update(ByteBuffer.allocate(4 * Long.BYTES)
                .putLong(size)
                .putLong(content.remaining())
                .putLong(crc.getValue())
                .putLong(adler.getValue())
                .flip());
    }

    /** Where the end record begins in the buffer, or -1. */
    private static int endRecord(ByteBuffer tail) {
        for (int at = tail.limit() - END_SIZE; at >= 0; at--) {
            if (tail.getInt(at) == END_SIGNATURE) {
                return at;
            }
        }
        return -1;
    }

    private void addWhole(FileChannel channel, long size) throws IOException {
        for (long at = 0; at < size; at += TAIL) {
            addSums(at, read(channel, at, (int) Math.min(TAIL, size - at)));
        }
    }

    private static ByteBuffer read(FileChannel channel, long from, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        int read = 0;
        while (buffer.hasRemaining() && read >= 0) {
            read = channel.read(buffer, from + buffer.position());
        }
        return buffer.flip();
    }
}
