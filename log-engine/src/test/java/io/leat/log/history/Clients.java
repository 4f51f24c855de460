package io.leat.log.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.leat.log.history.Event.Polled;
import io.leat.log.history.Event.Positioned;
import io.leat.log.history.Event.Seen;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Kafka's own clients, impatient, so that a short outage is enough to try what they do about it. */
final class Clients {
    private final String address;
    private final History history;
    private final AtomicInteger count = new AtomicInteger();

    Clients(String address, History history) {
        this.address = address;
        this.history = history;
    }

    /** A name that no other client has. */
    String name(String kind) {
        return kind + "-" + count.incrementAndGet();
    }

    Admin admin() {
        return Admin.create(Map.of(
                "bootstrap.servers", address, "reconnect.backoff.max.ms", 200, "default.api.timeout.ms", 60_000));
    }

    /** A producer with {@code acks=all}; idempotent, as it is by default. */
    Producer<String, String> producer(Map<String, Object> config) {
        Map<String, Object> all = common(config);
        all.put("acks", "all");
        all.putIfAbsent("delivery.timeout.ms", 8_000);
        all.put("max.block.ms", 10_000);
        return new KafkaProducer<>(all, new StringSerializer(), new StringSerializer());
    }

    Consumer<String, String> consumer(boolean committedOnly, Map<String, Object> config) {
        Map<String, Object> all = common(config);
        all.put("isolation.level", committedOnly ? "read_committed" : "read_uncommitted");
        all.put("enable.auto.commit", false);
        all.putIfAbsent("auto.offset.reset", "none");
        all.put("fetch.max.wait.ms", 100);
        return new KafkaConsumer<>(all, new StringDeserializer(), new StringDeserializer());
    }

    /** A member of a group; where it goes on after a rebalance is recorded. */
    Consumer<String, String> member(
            String name, boolean committedOnly, Collection<String> topics, Map<String, Object> config) {
        Map<String, Object> all = new HashMap<>(config);
        all.put("auto.offset.reset", "earliest");
        if (!"consumer".equals(config.get("group.protocol"))) {
            all.put("session.timeout.ms", 6_000);
            all.put("heartbeat.interval.ms", 1_000);
        }
        Consumer<String, String> consumer = consumer(committedOnly, all);
        consumer.subscribe(topics, new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}

            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                history.add(new Positioned(name, List.copyOf(partitions)));
            }
        });
        return consumer;
    }

    void recordPoll(String reader, String name, boolean committedOnly, ConsumerRecords<String, String> records) {
        for (TopicPartition partition : records.partitions()) {
            history.add(new Polled(
                    reader,
                    name,
                    committedOnly,
                    partition,
                    records.records(partition).stream()
                            .map(it -> new Seen(it.offset(), it.value()))
                            .toList()));
        }
    }

    /** The value whose hash chooses a partition of {@code topic}. */
    static TopicPartition choose(String topic, int partitions, String value) {
        int hash = org.apache.kafka.common.utils.Utils.murmur2(value.getBytes(UTF_8));
        return new TopicPartition(topic, Math.floorMod(hash, partitions));
    }

    private Map<String, Object> common(Map<String, Object> config) {
        Map<String, Object> all = new HashMap<>(config);
        all.put("bootstrap.servers", address);
        all.put("request.timeout.ms", 2_000);
        all.put("default.api.timeout.ms", 5_000);
        all.put("retry.backoff.ms", 20);
        all.put("retry.backoff.max.ms", 200);
        all.put("reconnect.backoff.ms", 20);
        all.put("reconnect.backoff.max.ms", 200);
        return all;
    }
}
