package io.leat.log.group;

import io.leat.log.group.GroupRecord.Member;
import io.leat.log.group.GroupRecord.MembersChanged;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;
import org.apache.kafka.common.utils.Bytes;

/** Members inside this process, as Kafka's tools see them in {@code __consumer_offsets}. */
public final class LocalMembers {
    /** In the place of an address. Such members do not outlive the process. */
    private static final String HOST = "in-process";
    /** The name under which Kafka's tools see how partitions are shared out. */
    private static final String PROTOCOL = "cooperative-sticky";

    private LocalMembers() {}

    /** Whether these members lived in a process that has ended. */
    public static boolean ended(ClassicMetadata logged) {
        return logged.members().stream().anyMatch(it -> it.clientHost().equals(HOST));
    }

    static ClassicMetadata asClassic(MembersChanged group) {
        boolean empty = group.members().isEmpty();
        return new ClassicMetadata(
                Members.CONSUMER,
                group.epoch(),
                empty ? null : PROTOCOL,
                empty ? null : group.members().get(0).memberId(),
                group.at(),
                group.members().stream().map(LocalMembers::asClassic).toList());
    }

    private static ClassicMetadata.Member asClassic(Member member) {
        Subscription subscription = new Subscription(List.copyOf(new TreeSet<>(member.topics())));
        return new ClassicMetadata.Member(
                member.memberId(),
                member.instanceId().isEmpty() ? null : member.instanceId(),
                member.clientId(),
                HOST,
                member.sessionTimeoutMs(),
                member.sessionTimeoutMs(),
                bytes(ConsumerProtocol.serializeSubscription(subscription)),
                bytes(ConsumerProtocol.serializeAssignment(new Assignment(List.copyOf(member.target())))));
    }

    private static Bytes bytes(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return Bytes.wrap(copy);
    }
}
