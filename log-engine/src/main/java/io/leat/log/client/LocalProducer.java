package io.leat.log.client;

import io.leat.log.broker.Acks;
import io.leat.log.broker.Broker;
import io.leat.log.record.BatchWriter;
import io.leat.log.record.Codec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka's producer as direct calls into the log of this process. Safe for many threads; share one.
 *
 * <p>It behaves as {@code KafkaProducer} does with the same settings, but for what a missing network makes better:
 *
 * <ul>
 *   <li>a send to a topic or partition that does not exist fails at once, with {@code UnknownTopicOrPartitionException}, instead of
 *       with a timeout after {@code max.block.ms};
 *   <li>waiting for a future ends the linger of its batch;
 *   <li>a transaction is one atomic append (D9): its records have offsets, and are there at all, from commit on, so {@code flush}
 *       does not wait for them, and all of them must fit in {@code buffer.memory}.
 * </ul>
 */
public final class LocalProducer implements Producer<byte[], byte[]> {
    private static final Logger LOG = LoggerFactory.getLogger(LocalProducer.class);
    private static final AtomicInteger UNNAMED = new AtomicInteger();

    private final String clientId;
    private final ProducerSettings settings;
    private final Routes routes;
    private final BatchMemory memory;
    private final Courier courier;
    private final ProducerMeters meters;
    private final SendInterceptors interceptors;
    private final @Nullable ProducerTransaction transaction;
    private volatile boolean closed;

    /**
     * @param broker the log
     * @param ids shared by all producers of this log
     * @param config Kafka's producer settings by name; addresses and serializers are not needed
     * @throws org.apache.kafka.common.config.ConfigException if a setting is wrong, or asks for what this client is not
     */
    public LocalProducer(Broker broker, TransactionalIds ids, Map<String, ?> config) {
        this(broker, ids, config, new Random());
    }

    LocalProducer(Broker broker, TransactionalIds ids, Map<String, ?> config, Random random) {
        settings = new ProducerSettings(config, LOG::warn);
        clientId = clientId(settings);
        memory = new BatchMemory(settings.bufferMemory, settings.batchSize, codec(settings));
        meters = new ProducerMeters(settings, clientId, memory);
        courier = new Courier(clientId, settings.lingerMs);
        interceptors = new SendInterceptors(interceptors(settings, clientId));
        Acks acks = Acks.of(settings.acks);
        transaction = settings.transactionalId == null
                ? null
                : new ProducerTransaction(
                        broker, acks, courier, meters, settings.transactionalId, ids, settings.maxBlockMs);
        Outlet outlet = transaction == null ? new LogOutlet(broker, acks, courier, meters) : transaction;
        routes = new Routes(broker, settings, clientId, outlet, courier, random);
        courier.start();
    }

    private static String clientId(ProducerSettings settings) {
        String given = settings.getString(ProducerConfig.CLIENT_ID_CONFIG);
        String fallback =
                settings.transactionalId == null ? String.valueOf(UNNAMED.incrementAndGet()) : settings.transactionalId;
        return given.isEmpty() ? "producer-" + fallback : given;
    }

    private static Codec codec(ProducerSettings settings) {
        String name = settings.getString(ProducerConfig.COMPRESSION_TYPE_CONFIG);
        return switch (name) {
            case "gzip", "lz4", "zstd" -> Codec.named(name, settings.getInt("compression." + name + ".level"));
            default -> Codec.named(name);
        };
    }

    @SuppressWarnings("unchecked") // A plug-in's types are not known at run time, to Kafka's producer neither.
    private static List<ProducerInterceptor<byte[], byte[]>> interceptors(ProducerSettings settings, String clientId) {
        return (List<ProducerInterceptor<byte[], byte[]>>) (List<?>) settings.getConfiguredInstances(
                ProducerConfig.INTERCEPTOR_CLASSES_CONFIG,
                ProducerInterceptor.class,
                Map.of(ProducerConfig.CLIENT_ID_CONFIG, clientId));
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
        return send(record, null);
    }

    /**
     * Puts a record into its partition's batch; appends the batch, on this thread, when it is full.
     *
     * @return answered when the batch is, as {@code acks} says; fails with Kafka's exceptions
     * @throws IllegalStateException if the producer is closed, or no transaction has begun on a transactional one
     * @throws BufferExhaustedException (in the future) if no memory came free in {@code max.block.ms}, or at once in a transaction
     */
    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> given, @Nullable Callback callback) {
        if (interceptors.isEmpty()) {
            return sendAsIs(given, callback);
        }
        ProducerRecord<byte[], byte[]> record = interceptors.onSend(given);
        return sendAsIs(record, interceptors.before(callback, record.headers()));
    }

    private Future<RecordMetadata> sendAsIs(ProducerRecord<byte[], byte[]> record, @Nullable Callback callback) {
        failIfClosed();
        try {
            return enqueue(record, callback);
        } catch (ApiException e) {
            return refuse(record, callback, e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private RecordFuture enqueue(ProducerRecord<byte[], byte[]> record, @Nullable Callback callback)
            throws InterruptedException {
        TopicLanes lanes = routes.to(record.topic());
        int partition = routes.partition(record, lanes);
        boolean free = partition < 0;
        PartitionLane lane = lanes.lane(free ? lanes.sticky() : partition);
        if (transaction != null) {
            transaction.checkSend(lane.name());
        }
        Header[] headers = headers(record);
        int size = BatchWriter.sizeAtMost(record.key(), record.value(), headers);
        if (size > settings.maxRequestSize || size > memory.total()) {
            throw tooLarge(size);
        }
        RecordFuture future = lane.add(record, headers, size, callback);
        if (future == null && free) {
            lane = lanes.nextSticky(lane);
            future = lane.add(record, headers, size, callback);
        }
        return future != null ? future : lane.addToNew(memory(size), record, headers, size, callback);
    }

    private static Header[] headers(ProducerRecord<byte[], byte[]> record) {
        if (record.headers() instanceof RecordHeaders headers) {
            headers.setReadOnly(); // They may be read again after a callback; Kafka's producer does the same.
        }
        return record.headers().toArray();
    }

    private BatchMemory.Lease memory(int recordBytes) throws InterruptedException {
        if (!memory.isShort(recordBytes)) {
            return memory.take(recordBytes, settings.maxBlockMs);
        }
        if (transaction != null) {
            throw new BufferExhaustedException(
                    "The transaction fills buffer.memory=%d, which holds all of it until commit; commit more often, or set buffer.memory higher"
                            .formatted(settings.bufferMemory));
        }
        routes.appendAll();
        return memory.take(recordBytes, settings.maxBlockMs);
    }

    private RecordTooLargeException tooLarge(int size) {
        return size > settings.maxRequestSize
                ? new RecordTooLargeException(
                        "The record has %d bytes, more than max.request.size=%d; set that, and max.message.bytes of the topic, higher"
                                .formatted(size, settings.maxRequestSize))
                : new RecordTooLargeException("The record has %d bytes, more than buffer.memory=%d; set that higher"
                        .formatted(size, settings.bufferMemory));
    }

    /** Tells everyone who asked of a record that never got into a batch. */
    private Future<RecordMetadata> refuse(
            ProducerRecord<byte[], byte[]> record, @Nullable Callback callback, ApiException failure) {
        Integer asked = record.partition();
        TopicPartition name = new TopicPartition(record.topic(), asked == null ? -1 : asked);
        meters.failed(1);
        if (callback != null) {
            callback.onCompletion(ProducerBatch.nowhere(name), failure);
        }
        if (transaction != null) {
            transaction.recordFailed(failure);
        }
        return CompletableFuture.failedFuture(failure);
    }

    /** Appends all that was sent before, and waits until it is answered and its callbacks have run. */
    @Override
    public void flush() {
        if (courier.isCurrentThread()) {
            throw new KafkaException("flush inside a callback would wait for itself; call it from another thread");
        }
        if (transaction == null) {
            routes.appendAll();
        }
        courier.awaitDone(Long.MAX_VALUE);
    }

    /**
     * The partitions of a topic, which is created if that is allowed.
     *
     * @throws org.apache.kafka.common.errors.UnknownTopicOrPartitionException if there is none
     */
    @Override
    public List<PartitionInfo> partitionsFor(String topic) {
        failIfClosed();
        routes.to(topic);
        return routes.cluster().partitionsForTopic(topic);
    }

    @Override
    public Map<MetricName, ? extends Metric> metrics() {
        return meters.all();
    }

    @Override
    public void initTransactions() {
        transaction().init();
    }

    @Override
    public void beginTransaction() {
        transaction().begin();
    }

    /**
     * Adds committed offsets of a group to the transaction. Whether {@code group} may commit them is judged at commit.
     *
     * @throws IllegalArgumentException if {@code group} has a generation, but no member id
     */
    @Override
    public void sendOffsetsToTransaction(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        if (group.generationId() > 0 && group.memberId().isEmpty()) {
            throw new IllegalArgumentException(
                    "%s has a generation but no member id; pass Consumer.groupMetadata()".formatted(group));
        }
        transaction().addOffsets(offsets, group);
    }

    @Override
    public void commitTransaction() {
        transaction().commit(routes.all());
    }

    @Override
    public void abortTransaction() {
        transaction().abort(routes.all());
    }

    private ProducerTransaction transaction() {
        if (transaction == null) {
            throw new IllegalStateException(
                    "transactions need a name to be told from those of other producers: set transactional.id");
        }
        failIfClosed();
        return transaction;
    }

    private void failIfClosed() {
        if (closed) {
            throw new IllegalStateException("Cannot perform operation after producer has been closed");
        }
    }

    /** As {@link #close(Duration)}, waiting for as long as it takes. */
    @Override
    public void close() {
        close(Duration.ofMillis(Long.MAX_VALUE));
    }

    /**
     * Appends what was sent, waits for the answers, and drops an open transaction.
     *
     * @param timeout how long to wait; with zero, what is still in memory is not appended but fails
     */
    @Override
    public void close(Duration timeout) {
        long timeoutMs = timeout.toMillis();
        if (timeoutMs < 0) {
            throw new IllegalArgumentException("timeout is " + timeout + "; write zero or more");
        }
        synchronized (courier) {
            if (closed) {
                return;
            }
            closed = true;
        }
        if (transaction != null) {
            transaction.close(routes.all());
        } else if (timeoutMs > 0) {
            routes.appendAll();
        }
        KafkaException reason = new KafkaException("The producer was closed before the log had answered");
        routes.discardAll(reason);
        if (!courier.stop(courier.isCurrentThread() ? 0 : timeoutMs)) {
            courier.giveUp(reason);
        }
        interceptors.close();
        routes.close();
        meters.close();
    }

    /**
     * There is none: nothing is pushed to a broker, so there is no id to know it by (KIP-714).
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    public Uuid clientInstanceId(Duration timeout) {
        throw new UnsupportedOperationException("a client inside the process has no instance id: it pushes no metrics");
    }

    /** Nothing is pushed to a broker; the metric stays with its owner (KIP-1076). */
    @Override
    public void registerMetricForSubscription(KafkaMetric metric) {}

    @Override
    public void unregisterMetricFromSubscription(KafkaMetric metric) {}
}
