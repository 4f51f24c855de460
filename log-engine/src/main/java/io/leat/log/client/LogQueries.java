package io.leat.log.client;

import io.leat.log.broker.Broker;
import io.leat.log.partition.PartitionLog;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer may ask about any topic, assigned or not.
 *
 * @param end the end of what it may read of a log
 */
record LogQueries(Broker broker, boolean mayCreate, ToLongFunction<PartitionLog> end) {

    /** A value of each partition's log. */
    Map<TopicPartition, Long> of(Collection<TopicPartition> names, Function<PartitionLog, Long> value) {
        Map<TopicPartition, Long> values = new HashMap<>();
        names.forEach(
                name -> values.put(name, value.apply(broker.partition(name).log())));
        return values;
    }

    /** The first record of each partition at or after its time; null if there is none. */
    Map<TopicPartition, @Nullable OffsetAndTimestamp> at(Map<TopicPartition, Long> times) {
        Map<TopicPartition, @Nullable OffsetAndTimestamp> found = new HashMap<>();
        times.forEach((name, time) -> {
            if (time < 0) {
                throw new IllegalArgumentException(
                        "The target time for partition %s is %d; write zero or more".formatted(name, time));
            }
            found.put(name, at(broker.partition(name).log(), time));
        });
        return found;
    }

    private @Nullable OffsetAndTimestamp at(PartitionLog log, long time) {
        return log.offsetForTimestamp(time)
                .filter(record -> record.offset() < end.applyAsLong(log))
                .map(record -> new OffsetAndTimestamp(
                        record.offset(),
                        record.timestamp(),
                        record.leaderEpoch() < 0 ? Optional.empty() : Optional.of(record.leaderEpoch())))
                .orElse(null);
    }

    /** The partitions of a topic, created if that is allowed; none if there is no such topic. */
    List<PartitionInfo> partitions(String topic) {
        return broker.topics()
                .findOrCreate(topic, mayCreate)
                .map(found -> ClusterView.of(broker).cluster().partitionsForTopic(topic))
                .orElse(List.of());
    }

    Map<String, List<PartitionInfo>> topics() {
        ClusterView view = ClusterView.of(broker);
        Map<String, List<PartitionInfo>> topics = new HashMap<>();
        view.counts().keySet().forEach(topic -> topics.put(topic, view.cluster().partitionsForTopic(topic)));
        return topics;
    }
}
