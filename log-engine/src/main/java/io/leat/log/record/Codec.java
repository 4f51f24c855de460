package io.leat.log.record;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.ByteBufferOutputStream;

/**
 * A way to compress the records of a batch, with its level. Immutable and free to share.
 *
 * <p>The streams are those of kafka-clients, since the framing (xerial's for snappy, Kafka's own for lz4) is theirs.
 */
public final class Codec {
    /** Records as they are. */
    public static final Codec NONE = new Codec(CompressionType.NONE, Compression.NONE);

    private static final int PIECE = 16 * 1024;

    private final CompressionType type;
    private final Compression compression;

    private Codec(CompressionType type, Compression compression) {
        this.type = type;
        this.compression = compression;
    }

    /**
     * The codec of a name ({@code none}, {@code gzip}, {@code snappy}, {@code lz4}, {@code zstd}) at its default level.
     *
     * @throws IllegalArgumentException if no codec has that name
     */
    public static Codec named(String name) {
        CompressionType type = CompressionType.forName(name);
        return type == CompressionType.NONE
                ? NONE
                : new Codec(type, Compression.of(type).build());
    }

    /**
     * As {@link #named(String)}, at {@code level}: 1 to 9 or -1 for gzip, 1 to 17 for lz4, -131072 to 22 for zstd. The
     * others have no levels and ignore it.
     *
     * @throws IllegalArgumentException if the level is outside of its codec's range
     */
    public static Codec named(String name, int level) {
        CompressionType type = CompressionType.forName(name);
        return switch (type) {
            case GZIP -> new Codec(type, Compression.gzip().level(level).build());
            case LZ4 -> new Codec(type, Compression.lz4().level(level).build());
            case ZSTD -> new Codec(type, Compression.zstd().level(level).build());
            default -> named(name);
        };
    }

    /** The codec with the id that a batch's attributes carry. */
    static Codec ofBatch(BatchView batch) {
        int id = batch.codecId();
        if (id >= CompressionType.values().length) {
            throw new CorruptRecordException("%s names the compression %d; Kafka defines 0 to 4".formatted(batch, id));
        }
        return named(CompressionType.forId(id).name);
    }

    public String name() {
        return type.name;
    }

    /** What a batch's attributes carry for it. */
    int id() {
        return type.id;
    }

    /** As {@link #compress}, also without compression. */
    ByteBuffer pack(byte[] source, int from, int length, int reserved) {
        if (id() != 0) {
            return compress(source, from, length, reserved);
        }
        return ByteBuffer.allocate(reserved + length)
                .position(reserved)
                .put(source, from, length)
                .flip();
    }

    /** A buffer that starts with {@code reserved} empty bytes and goes on with the bytes of {@code source}, compressed. */
    ByteBuffer compress(byte[] source, int from, int length, int reserved) {
        ByteBufferOutputStream target = new ByteBufferOutputStream(reserved + length / 2 + 512);
        target.position(reserved);
        try (OutputStream out = compression.wrapForOutput(target, RecordBatch.MAGIC_VALUE_V2)) {
            out.write(source, from, length);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot compress with " + name(), e); // Memory to memory: only a broken codec.
        }
        return target.buffer().flip();
    }

    /**
     * The bytes that {@code source} was compressed from, in a buffer with an array.
     *
     * @throws InvalidRecordException if there are more than {@code maxBytes} of them (R3), or they cannot be decompressed
     */
    ByteBuffer decompress(ByteBuffer source, int maxBytes, BufferSupplier buffers) {
        byte[] plain = new byte[(int) Math.min(maxBytes, Math.max(PIECE, 4L * source.remaining()))];
        int length = 0;
        try (InputStream in = compression.wrapForInput(source.duplicate(), RecordBatch.MAGIC_VALUE_V2, buffers)) {
            int read = in.read(plain, length, plain.length - length);
            while (read >= 0) {
                length += read;
                if (length == plain.length) {
                    plain = grow(plain, maxBytes);
                }
                read = in.read(plain, length, plain.length - length);
            }
        } catch (IOException | KafkaException | IllegalArgumentException e) {
            throw unreadable(e);
        }
        return ByteBuffer.wrap(plain, 0, length);
    }

    private byte[] grow(byte[] plain, int maxBytes) {
        if (plain.length >= maxBytes) {
            throw new InvalidRecordException(
                    "A batch compressed with %s unpacks to more than %d bytes, the most that is accepted"
                            .formatted(name(), maxBytes));
        }
        return Arrays.copyOf(plain, (int) Math.min(maxBytes, 2L * plain.length));
    }

    private InvalidRecordException unreadable(Exception e) {
        return e instanceof InvalidRecordException known
                ? known
                : new InvalidRecordException("A batch cannot be unpacked with " + name() + ": " + e.getMessage(), e);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Codec codec && compression.equals(codec.compression);
    }

    @Override
    public int hashCode() {
        return compression.hashCode();
    }

    @Override
    public String toString() {
        return name();
    }
}
