package io.leat.connect.store;

import io.leat.connect.port.LogPort;
import io.leat.connect.port.LogPort.NewTopic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several compacted topics, read from their beginning and then for as long as this is open, on the thread
 * {@code connect-store}; and a way to write to them that waits for the read-back.
 */
public final class CompactedTopics implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CompactedTopics.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    /** How long a write, or a wait for the end of the topics, may take: that of Kafka Connect's config store. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Turns records into state. Called on one thread at a time, in the order of each partition. */
    public interface Replica {
        /**
         * Applies one record; a null value is a tombstone.
         *
         * @param live false while the topic is replayed at start, for records that are requests rather than state
         */
        void apply(String key, byte @Nullable [] value, boolean live);

        /** What was applied since the last call is to be seen together now. */
        default void applied() {}
    }

    /** A topic, the worker's setting that names it, and who reads it. */
    public record Topic(String setting, NewTopic topic, Replica replica) {}

    /** A record to write, the value as a JSON object; a null one is a tombstone. */
    public record Entry(String key, @Nullable Map<String, ?> value) {}

    private final LogPort log;
    private final List<Topic> topics;
    private final Map<String, Replica> replicas = new HashMap<>();
    private final Producer<byte[], byte[]> producer;
    private final Consumer<byte[], byte[]> consumer;
    private final Thread thread = new Thread(this::tail, "connect-store");
    private final Queue<CompletableFuture<Void>> syncs = new ConcurrentLinkedQueue<>();
    /** The offset after the last applied record. Guarded by this. */
    private final Map<TopicPartition, Long> applied = new HashMap<>();

    private volatile boolean closing;
    private volatile @Nullable Exception failure;

    /** Touches nothing before {@link #open}. */
    public CompactedTopics(LogPort log, String clientId, List<Topic> topics) {
        this.log = log;
        this.topics = topics;
        for (Topic topic : topics) {
            replicas.put(topic.topic().name(), topic.replica());
        }
        producer = log.producer(
                Map.of(ProducerConfig.CLIENT_ID_CONFIG, clientId + "-store", ProducerConfig.ACKS_CONFIG, "all"));
        consumer = log.consumer(Map.of(
                ConsumerConfig.CLIENT_ID_CONFIG, clientId + "-store",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"));
    }

    /** Creates what is missing, replays everything, and returns when the replicas have seen it all. */
    public void open() {
        for (Topic topic : topics) {
            log.createTopicIfMissing(topic.topic());
        }
        List<TopicPartition> partitions = partitions();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        readToEnd(false);
        thread.setDaemon(true);
        thread.start();
    }

    private List<TopicPartition> partitions() {
        List<TopicPartition> partitions = new ArrayList<>();
        for (Topic topic : topics) {
            String name = topic.topic().name();
            int count = partitionCount(name);
            if (topic.topic().partitions() == 1 && count != 1) {
                throw new ConnectException("Topic '" + name + "' has " + count
                        + " partitions and must have exactly 1, because the order of its records is their meaning."
                        + " Name another topic, or delete this one and let the worker create it.");
            }
            refuseUnlessCompacted(topic);
            for (int n = 0; n < count; n++) {
                partitions.add(new TopicPartition(name, n));
            }
        }
        return partitions;
    }

    /** Retention would delete connectors, offsets and states that nobody writes again. */
    private void refuseUnlessCompacted(Topic topic) {
        String name = topic.topic().name();
        String policy =
                log.topicConfig(name, TopicConfig.CLEANUP_POLICY_CONFIG).orElse(TopicConfig.CLEANUP_POLICY_COMPACT);
        if (!policy.equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
            throw new ConfigException(
                    topic.setting(),
                    name,
                    "The topic has " + TopicConfig.CLEANUP_POLICY_CONFIG + "=" + policy + " and must have "
                            + TopicConfig.CLEANUP_POLICY_CONFIG + "=" + TopicConfig.CLEANUP_POLICY_COMPACT
                            + ", or what the worker knows would be deleted by age. Name another topic, or give this one that"
                            + " value; the worker creates a missing topic as it must be.");
        }
    }

    /** A cluster may need a moment to know a topic everywhere that it has just created. */
    private int partitionCount(String topic) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        List<PartitionInfo> partitions = consumer.partitionsFor(topic);
        while (partitions.isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            partitions = consumer.partitionsFor(topic);
        }
        if (partitions.isEmpty()) {
            throw new ConnectException("Topic '" + topic + "' was created and is not there after "
                    + PATIENCE.toSeconds() + " s; see the log's own messages for why.");
        }
        return partitions.size();
    }

    /**
     * Appends records, in this order if their topic has one partition, and returns when the replica has applied them.
     *
     * @throws ConnectException if the log does not take them or they are not read back in 30 s
     */
    public void write(String topic, List<Entry> entries) {
        List<Future<RecordMetadata>> acks = new ArrayList<>();
        for (Entry entry : entries) {
            acks.add(send(topic, entry));
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (Future<RecordMetadata> ack : acks) {
            RecordMetadata written = await(ack, "write to topic '" + topic + "'");
            awaitApplied(new TopicPartition(topic, written.partition()), written.offset(), deadline);
        }
    }

    /**
     * Appends one record and does not wait. A failure is logged, and {@code failed} is run: what is written so is told again
     * by the next change.
     */
    void writeLater(String topic, Entry entry, Runnable failed) {
        var unused = producer.send(record(topic, entry), (written, error) -> {
            if (error != null) {
                failed.run();
                LOG.error("Could not write '{}' to topic '{}'", entry.key(), topic, error);
            }
        });
    }

    /** Returns when everything that was in the topics at the time of the call has been applied. */
    void sync() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        syncs.add(done);
        failIfDead();
        consumer.wakeup();
        await(done, "read the worker's topics to their end");
    }

    private Future<RecordMetadata> send(String topic, Entry entry) {
        failIfDead();
        return producer.send(record(topic, entry));
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, Entry entry) {
        return new ProducerRecord<>(topic, Utf8.bytes(entry.key()), Json.write(entry.value()));
    }

    private static <T> T await(Future<T> future, String what) {
        try {
            return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new ConnectException("Could not " + what + ": " + e.getMessage(), e);
        } catch (TimeoutException e) {
            throw new ConnectException("Could not " + what + " in " + PATIENCE.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConnectException("Interrupted while about to " + what, e);
        }
    }

    private synchronized void awaitApplied(TopicPartition partition, long offset, long deadline) {
        while (applied.getOrDefault(partition, 0L) <= offset) {
            failIfDead();
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new ConnectException("Offset " + offset + " of " + partition
                        + " was written and not read back in " + PATIENCE.toSeconds()
                        + " s; the change is in the topic and will show when it is read.");
            }
            try {
                wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ConnectException("Interrupted while waiting for a read-back", e);
            }
        }
    }

    private void failIfDead() {
        Exception error = failure;
        if (error != null || closing) {
            throw new ConnectException(
                    "The worker's topics are " + (closing ? "closed" : "not readable any more"), error);
        }
    }

    /** From what was applied last: what was read beside it may be lost. */
    private void readAgain() {
        LockSupport.parkNanos(POLL.toNanos());
        synchronized (this) {
            applied.forEach(consumer::seek);
        }
    }

    private void tail() {
        try {
            while (!closing) {
                try {
                    apply(consumer.poll(POLL), true);
                    serveSyncs();
                } catch (WakeupException e) {
                    LOG.trace("Woken for a sync or to close");
                    serveSyncs();
                } catch (RetriableException e) {
                    LOG.warn("Reading the worker's topics failed and is tried again", e);
                } catch (OutOfMemoryError e) {
                    // A task has used it up and is about to fail; this thread has to tell of it.
                    readAgain();
                }
            }
        } catch (KafkaException e) {
            LOG.error("The worker's topics cannot be read any more; restart the worker once the cause is removed", e);
            die(e);
        } finally {
            consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(CLOSE));
        }
    }

    /** Serves the waiting syncs with one look at the end offsets. A wakeup in between only makes it begin again. */
    private void serveSyncs() {
        while (!syncs.isEmpty() && !closing) {
            int waiting = syncs.size();
            try {
                readToEnd(true);
                for (int i = 0; i < waiting; i++) {
                    syncs.remove().complete(null);
                }
            } catch (WakeupException e) {
                LOG.trace("Woken for another sync");
            }
        }
    }

    private void readToEnd(boolean live) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (isBehind(ends)) {
            apply(consumer.poll(Duration.ofMillis(100)), live);
        }
    }

    private boolean isBehind(Map<TopicPartition, Long> ends) {
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            if (consumer.position(end.getKey()) < end.getValue()) {
                return true;
            }
        }
        return false;
    }

    private void apply(ConsumerRecords<byte[], byte[]> records, boolean live) {
        if (records.isEmpty()) {
            return;
        }
        for (TopicPartition partition : records.partitions()) {
            Replica replica = replicas.get(partition.topic());
            for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
                applyOne(replica, record, live);
            }
        }
        replicas.values().forEach(Replica::applied);
        synchronized (this) {
            for (TopicPartition partition : records.partitions()) {
                List<ConsumerRecord<byte[], byte[]>> part = records.records(partition);
                applied.put(partition, part.get(part.size() - 1).offset() + 1);
            }
            notifyAll();
        }
    }

    private static void applyOne(@Nullable Replica replica, ConsumerRecord<byte[], byte[]> record, boolean live) {
        try {
            if (replica != null && record.key() != null) {
                replica.apply(Utf8.text(record.key()), record.value(), live);
            }
        } catch (RuntimeException e) {
            LOG.warn(
                    "Offset {} of {}-{} is not in Kafka Connect's format and is skipped",
                    record.offset(),
                    record.topic(),
                    record.partition(),
                    e);
        }
    }

    private void die(Exception error) {
        failure = error;
        for (CompletableFuture<Void> sync : syncs) {
            sync.completeExceptionally(error);
        }
        synchronized (this) {
            notifyAll();
        }
    }

    @Override
    public void close() {
        closing = true;
        if (thread.getState() == Thread.State.NEW) {
            consumer.close();
        } else {
            endTail();
        }
        die(new ConnectException("The worker is closing"));
        producer.close(CLOSE);
    }

    private void endTail() {
        consumer.wakeup();
        try {
            thread.join(CLOSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
