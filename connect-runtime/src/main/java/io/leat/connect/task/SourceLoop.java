package io.leat.connect.task;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A source task: poll → convert → deliver, one poll at a time. How a batch and its offsets get into the log is a
 * {@link Delivery}. A record that a transform dropped or the policy skipped is not appended, and its offset is: it is not
 * polled again.
 */
public final class SourceLoop implements Loop {
    private static final Logger LOG = LoggerFactory.getLogger(SourceLoop.class);
    /** The pause before a retriable failure of the task is tried again. */
    private static final long BACKOFF_MS = 100;

    /** The plugin side of the loop. */
    public record Plugin(SourceTask task, SourceTaskContext context, Map<String, String> config) {}

    private final String connector;
    private final Plugin plugin;
    private final SourceTask task;
    private final GuardedConversion<SourceRecord, ProducerRecord<byte[], byte[]>> conversion;
    private final Delivery delivery;
    private final Consumer<String> topicCreation;
    private final TopicUse use;
    private final LoopControl control;
    private final TaskCounters counters;

    private final Set<String> knownTopics = new HashSet<>();
    /** The topics of the batch at hand. */
    private final Set<String> used = new HashSet<>();

    private String lastTopic = "";

    /** {@code topicCreation} is called before the first record for a topic. */
    public SourceLoop(
            String connector,
            Plugin plugin,
            GuardedConversion<SourceRecord, ProducerRecord<byte[], byte[]>> conversion,
            Delivery delivery,
            Consumer<String> topicCreation,
            TopicUse use,
            LoopControl control,
            TaskCounters counters) {
        this.connector = connector;
        this.plugin = plugin;
        this.task = plugin.task();
        this.conversion = conversion;
        this.delivery = delivery;
        this.topicCreation = topicCreation;
        this.use = use;
        this.control = control;
        this.counters = counters;
    }

    @Override
    public void run(Listener listener) throws Exception {
        delivery.open();
        task.initialize(plugin.context());
        try {
            task.start(plugin.config());
            listener.started();
            move(listener);
        } catch (StopRequested e) {
            LOG.debug("{} was told to stop while it waited to try again", connector);
        } finally {
            end();
        }
    }

    private void end() throws InterruptedException {
        try {
            delivery.end();
        } finally {
            task.stop();
        }
    }

    @Override
    public void leave() {
        delivery.leave();
    }

    private void move(Listener listener) throws Exception {
        while (!control.isStopping()) {
            control.goesOn();
            if (control.isPausing()) {
                pause(listener);
                continue;
            }
            List<SourceRecord> polled = poll();
            if (polled == null || polled.isEmpty()) {
                delivery.idle();
            } else {
                delivery.deliver(convert(polled));
                used.forEach(use::used);
            }
        }
    }

    private void pause(Listener listener) throws StopRequested, InterruptedException {
        delivery.settle();
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
        SourceBatch batch = new SourceBatch(polled.size());
        used.clear();
        lastTopic = "";
        for (SourceRecord record : polled) {
            ProducerRecord<byte[], byte[]> converted = conversion.convert(record);
            if (converted != null) {
                createIfMissing(converted.topic());
            }
            batch.add(record, converted);
        }
        counters.dropped(conversion.takeDropped());
        batch.deadLetters().addAll(conversion.deadLetters().take());
        return batch;
    }

    /** Records come in runs of one topic, so that a run costs one look. */
    private void createIfMissing(String topic) {
        if (!topic.equals(lastTopic)) {
            if (used.add(topic) && knownTopics.add(topic)) {
                topicCreation.accept(topic);
            }
            lastTopic = topic;
        }
    }
}
