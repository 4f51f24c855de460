package io.leat.log.group;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Reads fields in Kafka's encoding, as {@link FieldWriter} writes them. Lengths are checked against what is there before anything is
 * made of that size; the end of the bytes is told as {@link java.nio.BufferUnderflowException}.
 */
final class FieldReader {
    private final ByteBuffer in;
    private final boolean flexible;

    FieldReader(ByteBuffer in, boolean flexible) {
        this.in = in;
        this.flexible = flexible;
    }

    byte int8() {
        return in.get();
    }

    int int32() {
        return in.getInt();
    }

    long int64() {
        return in.getLong();
    }

    Uuid uuid() {
        return new Uuid(int64(), int64());
    }

    String text() {
        String text = nullableText();
        return text == null ? "" : text;
    }

    @Nullable
    String nullableText() {
        int length = flexible ? varint() - 1 : in.getShort();
        return length < 0 ? null : new String(raw(length), UTF_8);
    }

    Bytes bytes() {
        int length = flexible ? varint() - 1 : in.getInt();
        return Bytes.wrap(raw(Math.max(length, 0)));
    }

    /** An array. */
    <T> List<T> each(Supplier<T> read) {
        int count = flexible ? varint() - 1 : in.getInt();
        if (count > in.remaining()) {
            throw new IllegalArgumentException(
                    count + " entries announced where " + in.remaining() + " bytes are left");
        }
        List<T> items = new ArrayList<>();
        for (int left = count; left > 0; left--) {
            items.add(read.get());
        }
        return items;
    }

    /** The end of a struct: its tagged fields by their tags. None in the older encoding. */
    Map<Integer, ByteBuffer> end() {
        Map<Integer, ByteBuffer> tagged = new HashMap<>();
        for (int left = flexible ? varint() : 0; left > 0; left--) {
            int tag = varint();
            tagged.put(tag, ByteBuffer.wrap(raw(varint())));
        }
        return tagged;
    }

    private int varint() {
        int value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            byte next = in.get();
            value |= (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a length that does not end");
    }

    private byte[] raw(int length) {
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException(length + " bytes announced where " + in.remaining() + " are left");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
