package io.leat.log.group;

import io.leat.log.group.ClassicJoin.Protocol;
import io.leat.log.group.GroupRecord.AssignmentLogged;
import io.leat.log.group.GroupRecord.EpochForgotten;
import io.leat.log.group.GroupRecord.EpochLogged;
import io.leat.log.group.GroupRecord.MemberLogged;
import io.leat.log.group.GroupRecord.RegexLogged;
import io.leat.log.group.GroupRecord.TargetEpochLogged;
import io.leat.log.group.GroupRecord.TargetLogged;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * Records of the consumer protocol (KIP-848) as Kafka writes them: keys 3 to 8 and 16, values in the flexible encoding, version 0.
 *
 * <pre>
 *   3   group                    epoch, metadataHash (tag 0)
 *   5   group member             instanceId? rackId? clientId clientHost topics[ ] regex? rebalanceTimeout assignor? classic? (tag 0)
 *   6   group                    epoch, timestamp (tag 0)
 *   7   group member             partitions[ topicId numbers[ ] ]
 *   8   group member             epoch previousEpoch state assigned[ … ] revoking[ … ]
 *   16  group regex              topics[ ] version timestamp
 * </pre>
 */
final class ConsumerRecordCodec {
    private static final int EPOCH_KEY = 3;
    private static final int MEMBER_KEY = 5;
    private static final int TARGET_EPOCH_KEY = 6;
    private static final int TARGET_KEY = 7;
    private static final int ASSIGNMENT_KEY = 8;
    private static final int REGEX_KEY = 16;

    private ConsumerRecordCodec() {}

    /** The key; null for a record of another kind. */
    static byte @Nullable [] key(GroupRecord record) {
        if (record instanceof EpochLogged) {
            return key(EPOCH_KEY, record);
        } else if (record instanceof EpochForgotten it) {
            return key(it.target() ? TARGET_EPOCH_KEY : EPOCH_KEY, record);
        } else if (record instanceof TargetEpochLogged) {
            return key(TARGET_EPOCH_KEY, record);
        } else if (record instanceof MemberLogged it) {
            return key(MEMBER_KEY, record, it.memberId());
        } else if (record instanceof TargetLogged it) {
            return key(TARGET_KEY, record, it.memberId());
        } else if (record instanceof AssignmentLogged it) {
            return key(ASSIGNMENT_KEY, record, it.memberId());
        }
        return record instanceof RegexLogged it ? key(REGEX_KEY, record, it.regex()) : null;
    }

    private static byte[] key(int type, GroupRecord record) {
        return FieldWriter.plain(type).text(record.groupId()).bytes();
    }

    private static byte[] key(int type, GroupRecord record, String name) {
        return FieldWriter.plain(type).text(record.groupId()).text(name).bytes();
    }

    /** The value; null for a record that forgets. */
    static byte @Nullable [] value(GroupRecord record) {
        FieldWriter out = FieldWriter.flexible(0);
        if (record instanceof EpochLogged it) {
            return tagged(out.int32(it.epoch()), it.metadataHash());
        } else if (record instanceof TargetEpochLogged it) {
            return tagged(out.int32(it.epoch()), it.at());
        } else if (record instanceof MemberLogged it && it.member() != null) {
            return member(out, it.member());
        } else if (record instanceof TargetLogged it && it.target() != null) {
            return partitions(out, it.target()).end().bytes();
        } else if (record instanceof AssignmentLogged it && it.assignment() != null) {
            return assignment(out, it.assignment());
        } else if (record instanceof RegexLogged it && it.topics() != null) {
            return out.each(new TreeSet<>(it.topics()), out::text)
                    .int64(0)
                    .int64(it.at())
                    .end()
                    .bytes();
        }
        return null;
    }

    /** A number as the tagged field 0, which is left out if it is 0. */
    private static byte[] tagged(FieldWriter out, long value) {
        return (value == 0 ? out.end() : out.endWith(FieldWriter.longBytes(value))).bytes();
    }

    private static byte[] member(FieldWriter out, ConsumerMember it) {
        out.text(it.instanceId())
                .text(it.rackId())
                .text(it.clientId())
                .text(it.clientHost())
                .each(new TreeSet<>(it.topics()), out::text)
                .text(it.regex())
                .int32(it.rebalanceTimeoutMs())
                .text(it.assignor());
        ConsumerMember.Classic classic = it.classic();
        return (classic == null ? out.end() : out.endWith(classic(classic))).bytes();
    }

    private static byte[] classic(ConsumerMember.Classic it) {
        FieldWriter out = FieldWriter.bare();
        return out.int8(1)
                .int32(it.sessionTimeoutMs())
                .each(
                        it.protocols(),
                        protocol -> out.text(protocol.name())
                                .bytes(protocol.metadata().get())
                                .end())
                .end()
                .bytes();
    }

    private static byte[] assignment(FieldWriter out, MemberAssignment it) {
        out.int32(it.epoch()).int32(it.previousEpoch()).int8(it.state().code());
        partitions(out, it.assigned());
        return partitions(out, it.revoking()).end().bytes();
    }

    private static FieldWriter partitions(FieldWriter out, Set<IdPartition> partitions) {
        Map<Uuid, Set<Integer>> byTopic = new TreeMap<>();
        partitions.forEach(it ->
                byTopic.computeIfAbsent(it.topicId(), id -> new TreeSet<>()).add(it.partition()));
        return out.each(
                byTopic.entrySet(),
                it -> out.uuid(it.getKey()).each(it.getValue(), out::int32).end());
    }

    /** The record of a key of this protocol; empty for another key. */
    static Optional<GroupRecord> decode(short type, FieldReader key, @Nullable ByteBuffer value) {
        FieldReader in = value == null ? null : new FieldReader(value, true);
        if (value != null && value.getShort() != 0) {
            return Optional.empty(); // Of a Kafka yet to come.
        }
        return switch (type) {
            case EPOCH_KEY -> Optional.of(epoch(key.text(), in));
            case MEMBER_KEY -> Optional.of(member(key.text(), key.text(), in));
            case TARGET_EPOCH_KEY -> Optional.of(targetEpoch(key.text(), in));
            case TARGET_KEY ->
                Optional.of(new TargetLogged(key.text(), key.text(), in == null ? null : partitions(in)));
            case ASSIGNMENT_KEY ->
                Optional.of(new AssignmentLogged(key.text(), key.text(), in == null ? null : assignment(in)));
            case REGEX_KEY -> Optional.of(regex(key.text(), key.text(), in));
            default -> Optional.empty();
        };
    }

    private static GroupRecord epoch(String group, @Nullable FieldReader in) {
        if (in == null) {
            return new EpochForgotten(group, false);
        }
        int epoch = in.int32();
        return new EpochLogged(group, epoch, tagged(in));
    }

    private static GroupRecord targetEpoch(String group, @Nullable FieldReader in) {
        if (in == null) {
            return new EpochForgotten(group, true);
        }
        int epoch = in.int32();
        return new TargetEpochLogged(group, epoch, tagged(in));
    }

    private static long tagged(FieldReader in) {
        ByteBuffer value = in.end().get(0);
        return value == null ? 0 : value.getLong();
    }

    private static GroupRecord member(String group, String memberId, @Nullable FieldReader in) {
        if (in == null) {
            return new MemberLogged(group, memberId, null);
        }
        String instanceId = in.nullableText();
        String rackId = in.nullableText();
        String clientId = in.text();
        String clientHost = in.text();
        Set<String> topics = Set.copyOf(in.each(in::text));
        String regex = in.nullableText();
        int rebalanceTimeoutMs = in.int32();
        String assignor = in.nullableText();
        ByteBuffer classic = in.end().get(0);
        return new MemberLogged(
                group,
                memberId,
                new ConsumerMember(
                        memberId,
                        instanceId,
                        rackId,
                        clientId,
                        clientHost,
                        rebalanceTimeoutMs,
                        topics,
                        regex == null || regex.isEmpty() ? null : regex,
                        assignor,
                        classic == null ? null : classic(new FieldReader(classic, true))));
    }

    private static ConsumerMember.@Nullable Classic classic(FieldReader in) {
        if (in.int8() < 0) {
            return null;
        }
        int sessionTimeoutMs = in.int32();
        List<Protocol> protocols = in.each(() -> {
            Protocol protocol = new Protocol(in.text(), in.bytes());
            in.end();
            return protocol;
        });
        return new ConsumerMember.Classic(sessionTimeoutMs, protocols);
    }

    private static MemberAssignment assignment(FieldReader in) {
        return new MemberAssignment(
                in.int32(), in.int32(), MemberAssignment.State.of(in.int8()), partitions(in), partitions(in));
    }

    private static Set<IdPartition> partitions(FieldReader in) {
        Set<IdPartition> partitions = new HashSet<>();
        in.each(() -> {
            Uuid topicId = in.uuid();
            in.each(in::int32).forEach(it -> partitions.add(new IdPartition(topicId, it)));
            in.end();
            return topicId;
        });
        return partitions;
    }

    private static GroupRecord regex(String group, String regex, @Nullable FieldReader in) {
        if (in == null) {
            return new RegexLogged(group, regex, null, 0);
        }
        Set<String> topics = Set.copyOf(in.each(in::text));
        in.int64();
        return new RegexLogged(group, regex, topics, in.int64());
    }
}
