package io.leat.log.ecosystem;

import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * A program to be killed: Kafka Streams with {@code exactly_once_v2}, which numbers the orders of each customer. An order
 * ({@code order -> customer}) goes by its customer through a repartition topic, and comes out as {@code customer -> order=n},
 * where {@code n} is one more than the store with the changelog had.
 */
final class StreamsUntilKilled {
    static final String APPLICATION = "numbering";
    static final String IN = "orders";
    static final String OUT = "numbered";
    /** The topics that Streams makes by itself. */
    static final String REPARTITIONED = APPLICATION + "-by-customer-repartition";

    static final String CHANGELOG = APPLICATION + "-numbers-changelog";

    private StreamsUntilKilled() {}

    /** Arguments: where the log is, and the folder of the stores. */
    public static void main(String[] args) throws Exception {
        KafkaStreams streams = new KafkaStreams(topology(), settings(args[0], args[1]));
        streams.setUncaughtExceptionHandler(failure -> {
            System.out.println("failed: " + failure);
            return StreamThreadExceptionResponse.SHUTDOWN_APPLICATION;
        });
        streams.setStateListener((state, before) -> System.out.println("state " + state));
        streams.start();
        new CountDownLatch(1).await();
    }

    private static Topology topology() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.addStateStore(Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore("numbers"), Serdes.String(), Serdes.Integer()));
        builder.stream(IN, Consumed.with(Serdes.String(), Serdes.String()))
                .map((order, customer) -> new KeyValue<>(customer, order))
                .repartition(Repartitioned.<String, String>as("by-customer")
                        .withKeySerde(Serdes.String())
                        .withValueSerde(Serdes.String()))
                .process(Numbering::new, "numbers")
                .to(OUT, Produced.with(Serdes.String(), Serdes.String()));
        return builder.build();
    }

    private static Properties settings(String bootstrapServers, String stores) {
        Properties settings = new Properties();
        settings.put("application.id", APPLICATION);
        settings.put("bootstrap.servers", bootstrapServers);
        settings.put("state.dir", stores);
        settings.put("processing.guarantee", "exactly_once_v2");
        settings.put("num.stream.threads", 2);
        // Many transactions, of few records each; and one that is killed is not missed for long.
        settings.put("commit.interval.ms", 50);
        settings.put("repartition.purge.interval.ms", 100);
        settings.put("consumer.max.poll.records", 25);
        settings.put("consumer.auto.offset.reset", "earliest");
        settings.put("consumer.session.timeout.ms", 2_000);
        settings.put("consumer.heartbeat.interval.ms", 300);
        return settings;
    }

    /** The next number of a customer. */
    private static final class Numbering extends ContextualProcessor<String, String, String, String> {
        @Override
        public void process(Record<String, String> order) {
            KeyValueStore<String, Integer> numbers =
                    Objects.requireNonNull(context().getStateStore("numbers"));
            Integer last = numbers.get(order.key());
            int number = last == null ? 1 : last + 1;
            numbers.put(order.key(), number);
            context().forward(order.withValue(order.value() + "=" + number));
        }
    }
}
