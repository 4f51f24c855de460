package io.leat.log.group;

import io.leat.log.group.GroupRecord.ClassicLogged;
import io.leat.log.group.GroupRecord.GroupForgotten;
import io.leat.log.group.GroupRecord.OffsetCommitted;
import io.leat.log.group.GroupRecord.OffsetForgotten;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
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
 * <p>A key without a value forgets. Read are all versions Kafka ever wrote of these two. {@link ConsumerRecordCodec} has the newer
 * protocol's; keys of other kinds (share groups, streams groups) are passed over.
 */
public final class GroupRecordCodec {
    private static final short OFFSET_KEY = 1;
    private static final short GROUP_KEY = 2;
    private static final short OFFSET_VALUE = 3;
    private static final short GROUP_VALUE = 3;
    /** From this version on values are in the flexible encoding. */
    private static final short FLEXIBLE = 4;

    private GroupRecordCodec() {}

    /** The key: which group, or which group and partition. */
    public static byte[] key(GroupRecord record) {
        if (record instanceof OffsetCommitted it) {
            return offsetKey(it.groupId(), it.partition());
        } else if (record instanceof OffsetForgotten it) {
            return offsetKey(it.groupId(), it.partition());
        }
        byte[] consumer = ConsumerRecordCodec.key(record);
        return consumer != null
                ? consumer
                : FieldWriter.plain(GROUP_KEY).text(record.groupId()).bytes();
    }

    /** The value; null for a record that forgets. */
    public static byte @Nullable [] value(GroupRecord record) {
        if (record instanceof OffsetCommitted it) {
            return FieldWriter.plain(OFFSET_VALUE)
                    .int64(it.offset())
                    .int32(it.leaderEpoch())
                    .text(it.metadata())
                    .int64(it.committedAt())
                    .bytes();
        } else if (record instanceof ClassicLogged it) {
            return classic(it.metadata());
        }
        return ConsumerRecordCodec.value(record);
    }

    /**
     * The record in these bytes; empty if it is of a kind this version has no use for.
     *
     * @throws IllegalArgumentException if they are not what their version says
     */
    public static Optional<GroupRecord> decode(ByteBuffer key, @Nullable ByteBuffer value) {
        try {
            short version = key.getShort();
            FieldReader fields = new FieldReader(key, false);
            if (version == 0 || version == OFFSET_KEY) {
                return Optional.of(offset(fields.text(), new TopicPartition(fields.text(), fields.int32()), value));
            }
            return version == GROUP_KEY
                    ? group(fields.text(), value)
                    : ConsumerRecordCodec.decode(version, fields, value);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("a record of __consumer_offsets that ends too early", e);
        }
    }

    private static byte[] offsetKey(String group, TopicPartition partition) {
        return FieldWriter.plain(OFFSET_KEY)
                .text(group)
                .text(partition.topic())
                .int32(partition.partition())
                .bytes();
    }

    private static byte[] classic(ClassicMetadata group) {
        FieldWriter out = FieldWriter.plain(GROUP_VALUE)
                .text(group.protocolType())
                .int32(group.generation())
                .text(group.protocol())
                .text(group.leader())
                .int64(group.at());
        return out.each(
                        group.members(),
                        it -> out.text(it.memberId())
                                .text(it.instanceId())
                                .text(it.clientId())
                                .text(it.clientHost())
                                .int32(it.rebalanceTimeoutMs())
                                .int32(it.sessionTimeoutMs())
                                .bytes(it.subscription().get())
                                .bytes(it.assignment().get()))
                .bytes();
    }

    private static GroupRecord offset(String group, TopicPartition partition, @Nullable ByteBuffer value) {
        if (value == null) {
            return new OffsetForgotten(group, partition);
        }
        short version = value.getShort();
        FieldReader in = new FieldReader(value, version >= FLEXIBLE);
        long offset = in.int64();
        int leaderEpoch = version >= 3 ? in.int32() : -1;
        return new OffsetCommitted(group, partition, offset, leaderEpoch, in.text(), in.int64());
    }

    private static Optional<GroupRecord> group(String group, @Nullable ByteBuffer value) {
        if (value == null) {
            return Optional.of(new GroupForgotten(group));
        }
        short version = value.getShort();
        if (version > FLEXIBLE) {
            return Optional.empty(); // Of a Kafka yet to come; offsets are what counts.
        }
        FieldReader in = new FieldReader(value, version >= FLEXIBLE);
        ClassicMetadata metadata = new ClassicMetadata(
                in.text(),
                in.int32(),
                in.nullableText(),
                in.nullableText(),
                version >= 2 ? in.int64() : -1,
                members(in, version));
        return Optional.of(new ClassicLogged(group, metadata));
    }

    private static List<ClassicMetadata.Member> members(FieldReader in, short version) {
        return in.each(() -> {
            String id = in.text();
            String instanceId = version >= 3 ? in.nullableText() : null;
            String clientId = in.text();
            String clientHost = in.text();
            int rebalanceTimeoutMs = version >= 1 ? in.int32() : -1;
            int sessionTimeoutMs = in.int32();
            ClassicMetadata.Member member = new ClassicMetadata.Member(
                    id,
                    instanceId,
                    clientId,
                    clientHost,
                    rebalanceTimeoutMs < 0 ? sessionTimeoutMs : rebalanceTimeoutMs,
                    sessionTimeoutMs,
                    in.bytes(),
                    in.bytes());
            in.end();
            return member;
        });
    }
}
