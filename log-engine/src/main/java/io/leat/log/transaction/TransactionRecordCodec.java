package io.leat.log.transaction;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.leat.log.transaction.TransactionRecord.Changed;
import io.leat.log.transaction.TransactionRecord.Forgotten;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Transactions as Kafka writes them to {@code __transaction_state}.
 *
 * <pre>
 *   key    TransactionLogKey 0     type=0 transactionalId
 *   value  TransactionLogValue 1   version producerId epoch timeout status partitions[ topic numbers[ ] ]? updatedAt startedAt
 *                                  tags: 0 previousProducerId, 1 nextProducerId, 2 clientTransactionVersion, 3 nextProducerEpoch
 * </pre>
 *
 * <p>A key without a value forgets. Read is version 0 too, which has no tags.
 */
public final class TransactionRecordCodec {
    private static final short KEY_TYPE = 0;
    private static final short FLEXIBLE = 1;

    private static final int PREVIOUS_PRODUCER_ID = 0;
    private static final int NEXT_PRODUCER_ID = 1;
    private static final int CLIENT_VERSION = 2;

    private TransactionRecordCodec() {}

    public static byte[] key(TransactionRecord record) {
        return write(out -> {
            byte[] id = record.id().getBytes(UTF_8);
            out.writeShort(KEY_TYPE);
            out.writeShort(id.length);
            out.write(id);
        });
    }

    /** The value; null for a record that forgets. */
    public static byte @Nullable [] value(TransactionRecord record) {
        return record instanceof Changed it ? write(out -> write(out, it.transaction())) : null;
    }

    /**
     * The record in these bytes; empty if it is of a kind that this version does not know.
     *
     * @throws IllegalArgumentException if they are not what their version says
     */
    public static Optional<TransactionRecord> decode(ByteBuffer key, @Nullable ByteBuffer value) {
        try {
            if (key.getShort() != KEY_TYPE) {
                return Optional.empty();
            }
            String id = utf8(key, key.getShort());
            if (value == null) {
                return Optional.of(new Forgotten(id));
            }
            short version = value.getShort();
            return version < 0 || version > FLEXIBLE
                    ? Optional.empty()
                    : Optional.of(new Changed(transaction(id, value, version == FLEXIBLE)));
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("a record of __transaction_state that ends too early", e);
        }
    }

    private static void write(DataOutputStream out, Transaction it) throws IOException {
        out.writeShort(FLEXIBLE);
        out.writeLong(it.producer().id());
        out.writeShort(it.producer().epoch());
        out.writeInt(it.timeoutMs());
        out.writeByte(it.state().id());
        if (it.state() == TransactionState.EMPTY) {
            writeVarint(out, 0);
        } else {
            writePartitions(out, it.partitions());
        }
        out.writeLong(it.updatedAt());
        out.writeLong(it.startedAt());
        writeTags(out, it);
    }

    private static void writePartitions(DataOutputStream out, Set<TopicPartition> partitions) throws IOException {
        Map<String, List<Integer>> byTopic = partitions.stream()
                .sorted((one, other) -> Integer.compare(one.partition(), other.partition()))
                .collect(Collectors.groupingBy(
                        TopicPartition::topic,
                        TreeMap::new,
                        Collectors.mapping(TopicPartition::partition, Collectors.toList())));
        writeVarint(out, byTopic.size() + 1);
        for (Map.Entry<String, List<Integer>> topic : byTopic.entrySet()) {
            byte[] name = topic.getKey().getBytes(UTF_8);
            writeVarint(out, name.length + 1);
            out.write(name);
            writeVarint(out, topic.getValue().size() + 1);
            for (int number : topic.getValue()) {
                out.writeInt(number);
            }
            writeVarint(out, 0);
        }
    }

    private static void writeTags(DataOutputStream out, Transaction it) throws IOException {
        boolean previous = it.previousProducerId() != Transaction.NO_PRODUCER;
        boolean next = it.nextProducerId() != Transaction.NO_PRODUCER;
        boolean version = it.version() != 0;
        writeVarint(out, (previous ? 1 : 0) + (next ? 1 : 0) + (version ? 1 : 0));
        if (previous) {
            writeTag(out, PREVIOUS_PRODUCER_ID, Long.BYTES);
            out.writeLong(it.previousProducerId());
        }
        if (next) {
            writeTag(out, NEXT_PRODUCER_ID, Long.BYTES);
            out.writeLong(it.nextProducerId());
        }
        if (version) {
            writeTag(out, CLIENT_VERSION, Short.BYTES);
            out.writeShort(it.version());
        }
    }

    private static void writeTag(DataOutputStream out, int tag, int size) throws IOException {
        writeVarint(out, tag);
        writeVarint(out, size);
    }

    private static Transaction transaction(String id, ByteBuffer in, boolean flexible) {
        ProducerIdentity producer = new ProducerIdentity(in.getLong(), in.getShort());
        int timeoutMs = in.getInt();
        TransactionState state = TransactionState.of(in.get());
        Set<TopicPartition> partitions = partitions(in, flexible);
        long updatedAt = in.getLong();
        long startedAt = in.getLong();
        Tags tags = flexible ? Tags.read(in) : Tags.NONE;
        return new Transaction(
                id,
                producer,
                tags.previousProducerId,
                tags.nextProducerId,
                Transaction.NO_EPOCH,
                timeoutMs,
                state,
                partitions,
                startedAt,
                updatedAt,
                tags.version);
    }

    private static Set<TopicPartition> partitions(ByteBuffer in, boolean flexible) {
        Set<TopicPartition> partitions = new HashSet<>();
        for (int topics = size(in, flexible); topics > 0; topics--) {
            String topic = utf8(in, flexible ? varint(in) - 1 : in.getShort());
            for (int numbers = size(in, flexible); numbers > 0; numbers--) {
                partitions.add(new TopicPartition(topic, in.getInt()));
            }
            if (flexible) {
                Tags.read(in);
            }
        }
        return partitions;
    }

    /** Of an array: no more than there are bytes left, and negative for null. */
    private static int size(ByteBuffer in, boolean flexible) {
        int size = flexible ? varint(in) - 1 : in.getInt();
        if (size > in.remaining()) {
            throw new IllegalArgumentException(size + " entries announced where " + in.remaining() + " bytes are left");
        }
        return size;
    }

    /** What comes behind the fields of a flexible version. */
    private record Tags(long previousProducerId, long nextProducerId, int version) {
        private static final Tags NONE = new Tags(Transaction.NO_PRODUCER, Transaction.NO_PRODUCER, 0);

        static Tags read(ByteBuffer in) {
            Tags tags = NONE;
            for (int count = varint(in); count > 0; count--) {
                int tag = varint(in);
                int end = varint(in) + in.position();
                tags = switch (tag) {
                    case PREVIOUS_PRODUCER_ID -> new Tags(in.getLong(), tags.nextProducerId, tags.version);
                    case NEXT_PRODUCER_ID -> new Tags(tags.previousProducerId, in.getLong(), tags.version);
                    case CLIENT_VERSION -> new Tags(tags.previousProducerId, tags.nextProducerId, in.getShort());
                    default -> tags; // Of a newer Kafka.
                };
                if (end < in.position() || end > in.limit()) {
                    throw new IllegalArgumentException("a tagged field " + tag + " that does not fit");
                }
                in.position(end);
            }
            return tags;
        }
    }

    private interface Fields {
        void to(DataOutputStream out) throws IOException;
    }

    private static byte[] write(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            fields.to(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // Memory does not fail.
        }
        return bytes.toByteArray();
    }

    private static void writeVarint(DataOutputStream out, int number) throws IOException {
        int left = number;
        while ((left & ~0x7f) != 0) {
            out.writeByte((left & 0x7f) | 0x80);
            left >>>= 7;
        }
        out.writeByte(left);
    }

    private static int varint(ByteBuffer in) {
        int number = 0;
        for (int shift = 0; shift < 32; shift += 7) {
            byte next = in.get();
            number |= (next & 0x7f) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw new IllegalArgumentException("a number of more than five bytes");
    }

    private static String utf8(ByteBuffer in, int length) {
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("a text of " + length + " bytes where " + in.remaining() + " are left");
        }
        byte[] utf8 = new byte[length];
        in.get(utf8);
        return new String(utf8, UTF_8);
    }
}
