package io.leat.log.group;

import io.leat.log.group.ClassicJoin.Protocol;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.types.SchemaException;
import org.apache.kafka.common.utils.Bytes;

/** What consumers say, and are told, inside the bytes of the classic protocol. */
final class ConsumerWords {
    private ConsumerWords() {}

    /** What a member says first; empty if these are not a consumer's words. */
    static Optional<Subscription> subscription(List<Protocol> protocols) {
        return protocols.stream()
                .findFirst()
                .flatMap(it -> subscription(ByteBuffer.wrap(it.metadata().get())));
    }

    /** All topics that are named; none if these are not a consumer's words. */
    static Set<String> topics(List<Protocol> protocols) {
        Set<String> topics = new HashSet<>();
        protocols.forEach(it ->
                subscription(ByteBuffer.wrap(it.metadata().get())).ifPresent(words -> topics.addAll(words.topics())));
        return topics;
    }

    private static Optional<Subscription> subscription(ByteBuffer bytes) {
        try {
            return Optional.of(ConsumerProtocol.deserializeSubscription(bytes));
        } catch (SchemaException | IllegalArgumentException | BufferUnderflowException e) {
            return Optional.empty(); // Another type's form.
        }
    }

    /** The partitions of an assignment, by their topics' ids; those of topics that are gone are left out. */
    static Set<IdPartition> assigned(Bytes assignment, TopicIndex topics) {
        if (assignment.get().length == 0) {
            return Set.of();
        }
        try {
            return identified(
                    ConsumerProtocol.deserializeAssignment(ByteBuffer.wrap(assignment.get()))
                            .partitions(),
                    topics);
        } catch (SchemaException | IllegalArgumentException | BufferUnderflowException e) {
            return Set.of();
        }
    }

    static Set<IdPartition> identified(List<TopicPartition> partitions, TopicIndex topics) {
        Set<IdPartition> identified = new HashSet<>();
        partitions.forEach(it -> topics.identified(it).ifPresent(identified::add));
        return identified;
    }

    static Bytes assignment(Set<IdPartition> partitions, TopicIndex topics) {
        List<TopicPartition> named =
                partitions.stream().flatMap(it -> topics.named(it).stream()).toList();
        ByteBuffer bytes = ConsumerProtocol.serializeAssignment(new Assignment(named));
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return Bytes.wrap(copy);
    }
}
