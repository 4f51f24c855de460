package io.leat.log.client;

import io.leat.log.broker.Broker;
import io.leat.log.broker.Topic;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * What poll does, over and over until there are records or the time is up: follow the group, commit if it is time, find positions,
 * take records, wait for the bell.
 */
final class ConsumerLoop {
    /** A partition that does not exist yet, or a pattern: topics come without a ring, so they are looked for this often. */
    private static final long CATALOGUE_MS = 250;

    private static final ConsumerRebalanceListener SILENT = new ConsumerRebalanceListener() {
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}
    };

    private final Broker broker;
    private final ConsumerSettings settings;
    private final Positions positions;
    private final Fetching fetching;
    private final Commits commits;
    private final @Nullable Membership membership;
    private final Bell bell;
    private final AtomicBoolean wakeup = new AtomicBoolean();

    private Subscription subscription = new Subscription.Nothing();
    private ConsumerRebalanceListener listener = SILENT;
    private @Nullable Map<String, Integer> catalogueSeen;
    private Set<String> topics = Set.of();

    ConsumerLoop(
            Broker broker,
            ConsumerSettings settings,
            Positions positions,
            Fetching fetching,
            Commits commits,
            @Nullable Membership membership,
            Bell bell) {
        this.broker = broker;
        this.settings = settings;
        this.positions = positions;
        this.fetching = fetching;
        this.commits = commits;
        this.membership = membership;
        this.bell = bell;
    }

    Subscription subscription() {
        return subscription;
    }

    ConsumerRebalanceListener listener() {
        return listener;
    }

    /** The topics that are subscribed to, as far as they are known by name. */
    Set<String> topics() {
        return subscription.isShared() ? subscribed() : Set.of();
    }

    /** Changes what is read; the partitions follow in the next poll. */
    void subscribe(Subscription wanted, @Nullable ConsumerRebalanceListener told) {
        subscription = wanted;
        listener = told == null ? SILENT : told;
        catalogueSeen = null;
    }

    /** Ends the current or next poll with a {@link WakeupException}. Any thread. */
    void wakeup() {
        wakeup.set(true);
        bell.run();
    }

    /** @throws WakeupException if somebody asked for it since the last one */
    void failIfWoken() {
        if (wakeup.compareAndSet(true, false)) {
            throw new WakeupException();
        }
    }

    /** Returns when a position moved or the time is up. */
    ConsumerRecords<byte[], byte[]> poll(long timeoutNanos) {
        long end = System.nanoTime() + timeoutNanos;
        while (true) {
            bell.listen();
            failIfWoken();
            long now = broker.clock().millis();
            commits.runCallbacks();
            followGroup(now);
            commits.tick(now);
            boolean allKnown = positions.resolve();
            ConsumerRecords<byte[], byte[]> records = fetching.take();
            long left = end - System.nanoTime();
            if (!records.nextOffsets().isEmpty()
                    || left <= 0) { // As Kafka's: also if only what is not for consumers was passed.
                return records;
            }
            bell.await(Math.min(left, patience(now, allKnown && positions.resolve())));
        }
    }

    /** Nanoseconds until there is something to do that nobody rings for. */
    private long patience(long now, boolean allKnown) {
        long next = commits.nextTick();
        if (membership != null && subscription.isShared()) {
            next = Math.min(next, membership.nextTick());
        }
        if (!allKnown || subscription.isShared()) {
            next = Math.min(next, now + CATALOGUE_MS);
        }
        return TimeUnit.MILLISECONDS.toNanos(Math.max(0, next - now));
    }

    private void followGroup(long now) {
        if (membership != null && subscription.isShared()) {
            Consumer<Collection<TopicPartition>> commit =
                    revoked -> commits.beforeGivingUp(revoked, settings.apiTimeoutMs);
            membership.poll(now, subscribed(), listener, commit);
        }
    }

    /** The subscription against the catalogue, looked at anew when that has changed. */
    @SuppressWarnings("ReferenceEquality") // The map is replaced, never changed: its identity is its version.
    private Set<String> subscribed() {
        Map<String, Integer> catalogue = broker.topics().partitionCounts();
        if (catalogue != catalogueSeen) {
            if (subscription instanceof Subscription.Topics named) {
                named.names().forEach(name -> broker.topics().findOrCreate(name, settings.mayCreateTopics));
                catalogue = broker.topics().partitionCounts();
            }
            topics = subscription.topics(catalogue.keySet(), this::isHidden);
            catalogueSeen = catalogue;
        }
        return topics;
    }

    private boolean isHidden(String topic) {
        return settings.excludeInternalTopics
                && broker.topics().find(topic).map(Topic::internal).orElse(false);
    }

    /** Leaves the group, or lets go of the partitions that were assigned by hand. */
    void unsubscribe(boolean leave) {
        if (membership != null) {
            membership.end(listener, leave);
        }
        positions.remove(positions.names());
        subscribe(new Subscription.Nothing(), null);
    }
}
