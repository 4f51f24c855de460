package io.leat.connect.task;

import io.leat.connect.pipeline.Stage;
import io.leat.connect.pipeline.TopicRules;
import io.leat.connect.port.LogPort;
import io.leat.connect.store.OffsetStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A source task: poll → convert → append → acknowledge, one poll at a time.
 *
 * <p>The records of a poll and the offsets they lead to are one transaction of the producer, which on the embedded log is
 * one atomic append: there is no moment at which one is there without the other (D1, D9). A record that a transform
 * dropped or the policy skipped is not appended, and its offset is: it is not polled again.
 */
public final class SourceLoop implements Loop {
    private static final Logger LOG = LoggerFactory.getLogger(SourceLoop.class);
    /** The pause before a retriable failure of the task or the log is tried again. */
    private static final long BACKOFF_MS = 100;

    /** The plugin side of the loop. */
    public record Plugin(SourceTask task, SourceTaskContext context, Map<String, String> config) {}

    private final String connector;
    private final Plugin plugin;
    private final SourceTask task;
    private final GuardedConversion<SourceRecord, ProducerRecord<byte[], byte[]>> conversion;
    private final Producer<byte[], byte[]> producer;
    private final OffsetStore offsets;
    private final LogPort log;
    private final TopicRules topics;
    private final LoopControl control;
    private final TaskCounters counters;

    private final Set<String> knownTopics = new HashSet<>();
    private String lastTopic = "";

    /** {@code producer} has a {@code transactional.id}; the loop begins and ends its transactions. */
    public SourceLoop(
            String connector,
            Plugin plugin,
            GuardedConversion<SourceRecord, ProducerRecord<byte[], byte[]>> conversion,
            Producer<byte[], byte[]> producer,
            OffsetStore offsets,
            LogPort log,
            TopicRules topics,
            LoopControl control,
            TaskCounters counters) {
        this.connector = connector;
        this.plugin = plugin;
        this.task = plugin.task();
        this.conversion = conversion;
        this.producer = producer;
        this.offsets = offsets;
        this.log = log;
        this.topics = topics;
        this.control = control;
        this.counters = counters;
    }

    @Override
    public void run(Listener listener) throws Exception {
        producer.initTransactions();
        task.initialize(plugin.context());
        try {
            task.start(plugin.config());
            listener.started();
            move(listener);
        } catch (StopRequested e) {
            LOG.debug("{} was told to stop while it waited to try again", connector);
        } finally {
            task.stop();
        }
    }

    private void move(Listener listener) throws Exception {
        while (!control.isStopping()) {
            if (control.isPausing()) {
                pause(listener);
                continue;
            }
            List<SourceRecord> polled = poll();
            if (polled != null && !polled.isEmpty()) {
                SourceBatch batch = convert(polled);
                append(batch);
                acknowledge(batch);
            }
        }
    }

    private void pause(Listener listener) throws InterruptedException {
        listener.paused();
        control.awaitResumeOrStop();
        if (!control.isStopping()) {
            listener.resumed();
        }
    }

    private @Nullable List<SourceRecord> poll() throws InterruptedException {
        try {
            return task.poll();
        } catch (RetriableException | org.apache.kafka.connect.errors.RetriableException e) {
            LOG.warn("{}: poll failed and is tried again", connector, e);
            counters.retried(e);
            control.sleep(BACKOFF_MS);
            return null;
        }
    }

    private SourceBatch convert(List<SourceRecord> polled) throws StopRequested, InterruptedException {
        counters.polled(polled.size());
        SourceBatch batch = new SourceBatch(polled);
        for (SourceRecord record : polled) {
            ProducerRecord<byte[], byte[]> converted = conversion.convert(record);
            if (converted != null) {
                createIfMissing(converted.topic());
            }
            batch.add(record, converted);
        }
        counters.dropped(conversion.takeDropped());
        batch.addDeadLetters(conversion.deadLetters().take());
        return batch;
    }

    /** Records come in runs of one topic, so that a run costs one look. */
    private void createIfMissing(String topic) {
        if (!topic.equals(lastTopic)) {
            if (knownTopics.add(topic)) {
                log.createTopicIfMissing(topics.newTopic(topic));
            }
            lastTopic = topic;
        }
    }

    private void append(SourceBatch batch) throws StopRequested, InterruptedException {
        while (!tryAppend(batch)) {
            if (!control.sleep(BACKOFF_MS)) {
                throw new StopRequested();
            }
        }
        counters.committed();
    }

    /** One transaction. False if it failed in a way that may pass, such as a full disk; nothing was appended then. */
    private boolean tryAppend(SourceBatch batch) throws StopRequested {
        if (!control.beginWrite()) {
            throw new StopRequested();
        }
        try {
            producer.beginTransaction();
            try {
                send(batch);
                producer.commitTransaction();
                return true;
            } catch (RetriableException e) {
                producer.abortTransaction();
                LOG.warn("{}: the log did not take a batch, which is tried again", connector, e);
                counters.retried(e);
                return false;
            } catch (KafkaException e) {
                List<Integer> refused = conversion.toleratesAll() ? refused(batch) : List.of();
                if (refused.isEmpty()) {
                    throw e;
                }
                producer.abortTransaction();
                takeOut(batch, refused);
                return false;
            }
        } finally {
            control.endWrite();
        }
    }

    /** The records that no later try will bring into the log, by their index; known before the others are aborted. */
    private static List<Integer> refused(SourceBatch batch) {
        List<Integer> refused = new ArrayList<>();
        for (int i = 0; i < batch.acks().size(); i++) {
            if (refusal(batch.acks().get(i)) != null) {
                refused.add(i);
            }
        }
        return refused;
    }

    private static @Nullable Throwable refusal(@Nullable Future<RecordMetadata> ack) {
        try {
            if (ack != null && ack.isDone()) {
                ack.get();
            }
            return null;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            return cause instanceof RecordTooLargeException || cause instanceof InvalidTopicException ? cause : null;
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** Under errors.tolerance=all they are dead letters, as in Kafka Connect, and the others are tried again. */
    private void takeOut(SourceBatch batch, List<Integer> refused) {
        for (int index : refused) {
            Throwable error = refusal(batch.acks().get(index));
            var unused = conversion.reported(
                    batch.polled().get(index),
                    Stage.KAFKA_PRODUCE,
                    SourceTask.class,
                    error == null ? new ConnectException("The log did not take the record") : error);
            batch.takeOut(index);
        }
        batch.addDeadLetters(conversion.deadLetters().take());
    }

    private void send(SourceBatch batch) {
        batch.acks().clear();
        for (ProducerRecord<byte[], byte[]> record : batch.converted()) {
            batch.acks().add(record == null ? null : producer.send(record));
        }
        for (ProducerRecord<byte[], byte[]> letter : batch.deadLetters()) {
            var unused = producer.send(letter);
        }
        batch.offsets().forEach((partition, offset) -> {
            var unused = producer.send(offsets.record(connector, partition, offset));
        });
    }

    /** Tells the task what is in the log for good. A record that was not appended has no metadata, as in Kafka Connect. */
    private void acknowledge(SourceBatch batch) throws InterruptedException {
        int appended = 0;
        for (int i = 0; i < batch.polled().size(); i++) {
            Future<RecordMetadata> ack = batch.acks().get(i);
            task.commitRecord(batch.polled().get(i), ack == null ? null : metadata(ack));
            appended += ack == null ? 0 : 1;
        }
        counters.delivered(appended);
        task.commit();
    }

    private static RecordMetadata metadata(Future<RecordMetadata> ack) throws InterruptedException {
        try {
            return ack.get();
        } catch (ExecutionException e) {
            throw new ConnectException("A record of a committed transaction has no offset", e);
        }
    }
}
