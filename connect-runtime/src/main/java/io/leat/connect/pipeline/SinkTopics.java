package io.leat.connect.pipeline;

import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;

/** What a sink reads: {@code topics} or {@code topics.regex}, never both. */
public sealed interface SinkTopics {

    /** Exactly these. */
    record Named(List<String> topics) implements SinkTopics {}

    /** Every topic whose whole name matches, also one that comes later. */
    record Matching(Pattern pattern) implements SinkTopics {}

    /** Whether a topic of this name is read. */
    default boolean contains(String topic) {
        if (this instanceof Matching matching) {
            return matching.pattern().matcher(topic).matches();
        }
        return this instanceof Named named && named.topics().contains(topic);
    }

    /** Subscribes the consumer. */
    default void subscribe(Consumer<?, ?> consumer, ConsumerRebalanceListener listener) {
        if (this instanceof Matching matching) {
            consumer.subscribe(matching.pattern(), listener);
        } else if (this instanceof Named named) {
            consumer.subscribe(named.topics(), listener);
        }
    }
}
