package io.leat.log.group;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.leat.log.group.GroupRecord.GroupForgotten;
import io.leat.log.group.GroupRecord.Member;
import io.leat.log.group.GroupRecord.MembersChanged;
import io.leat.log.group.GroupRecord.OffsetCommitted;
import io.leat.log.group.GroupRecord.OffsetForgotten;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Group records as Kafka writes them to {@code __consumer_offsets}.
 *
 * <pre>
 *   key    OffsetCommitKey 1      version group topic partition
 *   value  OffsetCommitValue 3    version offset leaderEpoch metadata commitTimestamp
 *   key    GroupMetadataKey 2     version group
 *   value  GroupMetadataValue 3   version protocolType generation protocol? leader? timestamp members[
 *            id instanceId? clientId clientHost rebalanceTimeout sessionTimeout subscription assignment ]
 * </pre>
 *
 * <p>A key without a value forgets. Read are all versions Kafka ever wrote of these two; keys of other kinds (Kafka's newer group types)
 * are passed over.
 */
public final class GroupRecordCodec {
    static final String PROTOCOL_TYPE = "consumer";
    /** The name under which Kafka's tools see how partitions are shared out. */
    static final String PROTOCOL = "cooperative-sticky";

    private static final short OFFSET_KEY = 1;
    private static final short GROUP_KEY = 2;
    private static final short OFFSET_VALUE = 3;
    private static final short GROUP_VALUE = 3;
    private static final String LOCAL_HOST = "/127.0.0.1";

    private GroupRecordCodec() {}

    /** The key: which group, or which group and partition. */
    public static byte[] key(GroupRecord record) {
        if (record instanceof OffsetCommitted it) {
            return offsetKey(it.groupId(), it.partition());
        } else if (record instanceof OffsetForgotten it) {
            return offsetKey(it.groupId(), it.partition());
        }
        return groupKey(record.groupId());
    }

    /** The value; null for a record that forgets. */
    public static byte @Nullable [] value(GroupRecord record) {
        if (record instanceof OffsetCommitted it) {
            return write(out -> writeOffset(out, it));
        } else if (record instanceof MembersChanged it) {
            return write(out -> writeGroup(out, it));
        }
        return null;
    }

    /**
     * The record in these bytes; empty if it is of a kind this version has no use for.
     *
     * @throws IllegalArgumentException if they are not what their version says
     */
    public static Optional<GroupRecord> decode(ByteBuffer key, @Nullable ByteBuffer value) {
        try {
            short version = key.getShort();
            if (version == 0 || version == OFFSET_KEY) {
                return Optional.of(offset(text(key), new TopicPartition(text(key), key.getInt()), value));
            }
            return version == GROUP_KEY ? group(text(key), value) : Optional.empty();
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("a record of __consumer_offsets that ends too early", e);
        }
    }

    private static GroupRecord offset(String group, TopicPartition partition, @Nullable ByteBuffer value) {
        if (value == null) {
            return new OffsetForgotten(group, partition);
        }
        short version = value.getShort();
        long offset = value.getLong();
        int leaderEpoch = version >= 3 ? value.getInt() : -1;
        String metadata = version >= 4 ? compactText(value) : text(value);
        return new OffsetCommitted(group, partition, offset, leaderEpoch, metadata, value.getLong());
    }

    private static Optional<GroupRecord> group(String group, @Nullable ByteBuffer value) {
        if (value == null) {
            return Optional.of(new GroupForgotten(group));
        }
        short version = value.getShort();
        if (version > GROUP_VALUE) {
            return Optional.empty(); // Offsets are what counts; members of another process are gone anyway.
        }
        boolean consumers = text(value).equals(PROTOCOL_TYPE);
        int generation = value.getInt();
        nullableText(value);
        nullableText(value);
        long at = version >= 2 ? value.getLong() : -1;
        List<Member> members = new ArrayList<>();
        for (int left = consumers ? value.getInt() : 0;
                left > 0;
                left--) { // Others, as Connect's workers, have a form of their own.
            members.add(member(value, version));
        }
        return Optional.of(new MembersChanged(group, generation, at, members));
    }

    private static Member member(ByteBuffer in, short version) {
        String memberId = text(in);
        String instanceId = version >= 3 ? nullableText(in) : null;
        String clientId = text(in);
        text(in); // The host: local clients have none worth keeping.
        if (version >= 1) {
            in.getInt(); // The rebalance timeout: sessions alone decide here.
        }
        int sessionTimeoutMs = in.getInt();
        Set<String> topics = topics(bytes(in));
        return new Member(
                memberId, instanceId == null ? "" : instanceId, clientId, sessionTimeoutMs, topics, target(bytes(in)));
    }

    private static void writeOffset(DataOutputStream out, OffsetCommitted offset) throws IOException {
        out.writeShort(OFFSET_VALUE);
        out.writeLong(offset.offset());
        out.writeInt(offset.leaderEpoch());
        writeText(out, offset.metadata());
        out.writeLong(offset.committedAt());
    }

    private static void writeGroup(DataOutputStream out, MembersChanged group) throws IOException {
        boolean empty = group.members().isEmpty();
        out.writeShort(GROUP_VALUE);
        writeText(out, PROTOCOL_TYPE);
        out.writeInt(group.epoch());
        writeNullable(out, empty ? null : PROTOCOL);
        writeNullable(out, empty ? null : group.members().get(0).memberId());
        out.writeLong(group.at());
        out.writeInt(group.members().size());
        for (Member member : group.members()) {
            writeText(out, member.memberId());
            writeNullable(out, member.instanceId().isEmpty() ? null : member.instanceId());
            writeText(out, member.clientId());
            writeText(out, LOCAL_HOST);
            out.writeInt(member.sessionTimeoutMs());
            out.writeInt(member.sessionTimeoutMs());
            writeBytes(
                    out,
                    ConsumerProtocol.serializeSubscription(
                            new Subscription(List.copyOf(new TreeSet<>(member.topics())))));
            writeBytes(out, ConsumerProtocol.serializeAssignment(new Assignment(List.copyOf(member.target()))));
        }
    }

    private static Set<String> topics(ByteBuffer subscription) {
        return subscription.hasRemaining()
                ? Set.copyOf(
                        ConsumerProtocol.deserializeSubscription(subscription).topics())
                : Set.of();
    }

    private static Set<TopicPartition> target(ByteBuffer assignment) {
        return assignment.hasRemaining()
                ? Set.copyOf(ConsumerProtocol.deserializeAssignment(assignment).partitions())
                : Set.of();
    }

    private static byte[] offsetKey(String group, TopicPartition partition) {
        return write(out -> {
            out.writeShort(OFFSET_KEY);
            writeText(out, group);
            writeText(out, partition.topic());
            out.writeInt(partition.partition());
        });
    }

    private static byte[] groupKey(String group) {
        return write(out -> {
            out.writeShort(GROUP_KEY);
            writeText(out, group);
        });
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

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(UTF_8);
        if (utf8.length > Short.MAX_VALUE) {
            throw new IllegalArgumentException("a text of " + utf8.length + " bytes; at most " + Short.MAX_VALUE);
        }
        out.writeShort(utf8.length);
        out.write(utf8);
    }

    private static void writeNullable(DataOutputStream out, @Nullable String text) throws IOException {
        if (text == null) {
            out.writeShort(-1);
        } else {
            writeText(out, text);
        }
    }

    private static void writeBytes(DataOutputStream out, ByteBuffer bytes) throws IOException {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        out.writeInt(copy.length);
        out.write(copy);
    }

    private static String text(ByteBuffer in) {
        String text = nullableText(in);
        return text == null ? "" : text;
    }

    private static @Nullable String nullableText(ByteBuffer in) {
        short length = in.getShort();
        return length < 0 ? null : utf8(in, length);
    }

    /** A text of a flexible version: its length plus one as a varint. */
    private static String compactText(ByteBuffer in) {
        int length = 0;
        int shift = 0;
        byte next;
        do {
            next = in.get();
            length |= (next & 0x7f) << shift;
            shift += 7;
        } while (next < 0 && shift < 32);
        return utf8(in, length - 1);
    }

    private static String utf8(ByteBuffer in, int length) {
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("a text of " + length + " bytes where " + in.remaining() + " are left");
        }
        byte[] utf8 = new byte[length];
        in.get(utf8);
        return new String(utf8, UTF_8);
    }

    private static ByteBuffer bytes(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException(length + " bytes announced where " + in.remaining() + " are left");
        }
        ByteBuffer bytes = in.slice(in.position(), length);
        in.position(in.position() + length);
        return bytes;
    }
}
