package io.leat.log.group;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.function.Consumer;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** Writes fields in Kafka's encoding: the older one, with lengths as numbers, or the flexible one, with lengths as varints. */
final class FieldWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final boolean flexible;

    private FieldWriter(boolean flexible) {
        this.flexible = flexible;
    }

    static FieldWriter plain(int version) {
        return new FieldWriter(false).int16(version);
    }

    static FieldWriter flexible(int version) {
        return new FieldWriter(true).int16(version);
    }

    /** In the flexible encoding and without a version: for what stands in a tagged field. */
    static FieldWriter bare() {
        return new FieldWriter(true);
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    FieldWriter int8(int value) {
        out.write(value);
        return this;
    }

    FieldWriter int16(int value) {
        return int8(value >> 8).int8(value);
    }

    FieldWriter int32(int value) {
        return int16(value >> 16).int16(value);
    }

    FieldWriter int64(long value) {
        return int32((int) (value >> 32)).int32((int) value);
    }

    FieldWriter uuid(Uuid value) {
        return int64(value.getMostSignificantBits()).int64(value.getLeastSignificantBits());
    }

    FieldWriter text(@Nullable String text) {
        byte[] utf8 = text == null ? null : text.getBytes(UTF_8);
        int length = utf8 == null ? -1 : utf8.length;
        if (length > Short.MAX_VALUE) {
            throw new IllegalArgumentException("a text of " + length + " bytes; at most " + Short.MAX_VALUE);
        }
        if (flexible) {
            varint(length + 1);
        } else {
            int16(length);
        }
        return raw(utf8);
    }

    FieldWriter bytes(byte[] bytes) {
        return count(bytes.length).raw(bytes);
    }

    /** An array: how many, and each. */
    <T> FieldWriter each(Collection<T> items, Consumer<T> write) {
        count(items.size());
        items.forEach(write);
        return this;
    }

    /** The end of a struct without tagged fields; nothing in the older encoding. */
    FieldWriter end() {
        return flexible ? varint(0) : this;
    }

    /** The end of a struct with one tagged field, of the tag 0. */
    FieldWriter endWith(byte[] tagged) {
        return varint(1).varint(0).varint(tagged.length).raw(tagged);
    }

    private FieldWriter count(int count) {
        return flexible ? varint(count + 1) : int32(count);
    }

    private FieldWriter varint(int value) {
        int left = value;
        while ((left & ~0x7f) != 0) {
            int8((left & 0x7f) | 0x80);
            left >>>= 7;
        }
        return int8(left);
    }

    private FieldWriter raw(byte @Nullable [] bytes) {
        if (bytes != null) {
            out.writeBytes(bytes);
        }
        return this;
    }

    /** A long as the content of a tagged field. */
    static byte[] longBytes(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }
}
