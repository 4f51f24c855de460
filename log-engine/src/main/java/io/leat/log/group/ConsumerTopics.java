package io.leat.log.group;

import io.leat.log.group.ClassicJoin.Protocol;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;
import org.apache.kafka.common.protocol.types.SchemaException;

/** What the metadata of a classic member says of topics, if it is a consumer's. */
final class ConsumerTopics {
    private ConsumerTopics() {}

    /** The topics that are named; none if these are not a consumer's words. */
    static Set<String> of(List<Protocol> protocols) {
        Set<String> topics = new HashSet<>();
        protocols.forEach(it -> topics.addAll(of(ByteBuffer.wrap(it.metadata().get()))));
        return topics;
    }

    private static List<String> of(ByteBuffer subscription) {
        try {
            return ConsumerProtocol.deserializeSubscription(subscription).topics();
        } catch (SchemaException | IllegalArgumentException | BufferUnderflowException e) {
            return List.of(); // Another type's form.
        }
    }
}
