package io.leat.log.client;

import io.leat.log.broker.Broker;
import io.leat.log.partition.PartitionLog;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InvalidGroupIdException;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka's consumer as direct calls into the log of this process. For one thread at a time, but for {@link #wakeup}.
 *
 * <p>It behaves as {@code KafkaConsumer} does with the same settings and incremental rebalances, but for what a missing network makes
 * better: a poll is woken by the append itself; the methods with a timeout look once and do not wait, since a partition that
 * does not exist is known not to ({@code UnknownTopicOrPartitionException}); a poll that joins a group returns records at once.
 */
public final class LocalConsumer implements Consumer<byte[], byte[]> {
    private static final Logger LOG = LoggerFactory.getLogger(LocalConsumer.class);
    private static final AtomicInteger UNNAMED = new AtomicInteger();

    private final ThreadGuard guard = new ThreadGuard();
    private final Bell bell = new Bell();
    private final Broker broker;
    private final ConsumerSettings settings;
    private final ConsumerMeters meters;
    private final ConsumeInterceptors interceptors;
    private final Positions positions;
    private final LogQueries queries;
    private final @Nullable Membership membership;
    private final Commits commits;
    private final ConsumerLoop loop;

    /**
     * @param broker the log
     * @param config Kafka's consumer settings by name; addresses and deserializers are not needed
     * @throws org.apache.kafka.common.config.ConfigException if a setting is wrong, or asks for what this client is not
     */
    public LocalConsumer(Broker broker, Map<String, ?> config) {
        this.broker = broker;
        settings = new ConsumerSettings(config, LOG::warn);
        String groupId = settings.groupId;
        String clientId = clientId(settings);
        meters = new ConsumerMeters(settings, clientId);
        interceptors = new ConsumeInterceptors(interceptors(settings, clientId));
        positions = new Positions(broker, settings, bell);
        queries = new LogQueries(broker, settings.mayCreateTopics, positions::end);
        membership = groupId == null
                ? null
                : new Membership(broker.groups(), groupId, clientId, settings, positions, meters, bell);
        commits = new Commits(
                broker.groups(),
                positions,
                settings,
                () -> membership().metadata(),
                interceptors,
                bell,
                broker.clock().millis());
        Fetching fetching = new Fetching(broker, positions, settings, meters);
        loop = new ConsumerLoop(broker, settings, positions, fetching, commits, membership, bell);
        meters.watch(positions);
    }

    private static String clientId(ConsumerSettings settings) {
        String given = settings.getString(ConsumerConfig.CLIENT_ID_CONFIG);
        String group = settings.groupId == null ? "" : settings.groupId + "-";
        return given.isEmpty() ? "consumer-" + group + UNNAMED.incrementAndGet() : given;
    }

    @SuppressWarnings("unchecked") // A plug-in's types are not known at run time, to Kafka's consumer neither.
    private static List<ConsumerInterceptor<byte[], byte[]>> interceptors(ConsumerSettings settings, String clientId) {
        return (List<ConsumerInterceptor<byte[], byte[]>>) (List<?>) settings.getConfiguredInstances(
                ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG,
                ConsumerInterceptor.class,
                Map.of(ConsumerConfig.CLIENT_ID_CONFIG, clientId));
    }

    @Override
    public Set<TopicPartition> assignment() {
        return guard.call(positions::names);
    }

    @Override
    public Set<String> subscription() {
        return guard.call(loop::topics);
    }

    @Override
    public void subscribe(Collection<String> topics) {
        subscribeTo(topics, null);
    }

    @Override
    public void subscribe(Collection<String> topics, ConsumerRebalanceListener listener) {
        subscribeTo(topics, listener);
    }

    @Override
    public void subscribe(Pattern pattern) {
        share(new Subscription.Matching(pattern), null);
    }

    @Override
    public void subscribe(Pattern pattern, ConsumerRebalanceListener listener) {
        share(new Subscription.Matching(pattern), listener);
    }

    /** As {@link #subscribe(Pattern)}: Java's expressions take the place of RE2's, which are nearly all the same. */
    @Override
    public void subscribe(SubscriptionPattern pattern) {
        share(Subscription.matching(pattern), null);
    }

    @Override
    public void subscribe(SubscriptionPattern pattern, ConsumerRebalanceListener listener) {
        share(Subscription.matching(pattern), listener);
    }

    private void subscribeTo(Collection<String> topics, @Nullable ConsumerRebalanceListener listener) {
        if (topics.stream().anyMatch(topic -> topic == null || topic.isBlank())) {
            throw new IllegalArgumentException("Topic collection to subscribe to cannot contain null or empty topic");
        }
        if (topics.isEmpty()) {
            unsubscribe();
        } else {
            share(new Subscription.Topics(new HashSet<>(topics)), listener);
        }
    }

    private void share(Subscription wanted, @Nullable ConsumerRebalanceListener listener) {
        guard.run(() -> {
            membership();
            failIfOther(wanted);
            loop.subscribe(wanted, listener);
        });
    }

    /** A consumer names topics, or a pattern, or partitions; to change from one to another it unsubscribes first. */
    private void failIfOther(Subscription wanted) {
        Subscription current = loop.subscription();
        boolean fits = current instanceof Subscription.Nothing || current.getClass() == wanted.getClass();
        if (!fits) {
            throw new IllegalStateException("Subscription to topics, partitions and pattern are mutually exclusive");
        }
    }

    @Override
    public void assign(Collection<TopicPartition> partitions) {
        if (partitions.stream().anyMatch(name -> name == null || name.topic().isBlank())) {
            throw new IllegalArgumentException("Topic partitions to assign to cannot have null or empty topic");
        }
        if (partitions.isEmpty()) {
            unsubscribe();
            return;
        }
        guard.run(() -> {
            Subscription wanted = new Subscription.Partitions();
            failIfOther(wanted);
            Set<TopicPartition> names = new HashSet<>(partitions);
            Set<TopicPartition> dropped = new HashSet<>(positions.names());
            dropped.removeAll(names);
            if (!dropped.isEmpty()) {
                commits.beforeGivingUp(dropped, settings.apiTimeoutMs);
            }
            positions.all().forEach(meters::unassigned);
            positions.retain(names);
            positions.all().forEach(meters::assigned);
            loop.subscribe(wanted, null);
        });
    }

    @Override
    public void unsubscribe() {
        guard.run(() -> {
            positions.all().forEach(meters::unassigned);
            loop.unsubscribe(true);
        });
    }

    /**
     * Returns records as soon as there are any, at most {@code max.poll.records}; none if the time is up, or if the position moved
     * over markers and aborted transactions alone.
     *
     * @throws IllegalStateException if nothing is subscribed to or assigned
     * @throws org.apache.kafka.common.errors.WakeupException if {@link #wakeup} was called
     * @throws org.apache.kafka.clients.consumer.InvalidOffsetException if a position is unknown or lost, and {@code
     *     auto.offset.reset} is none
     * @throws org.apache.kafka.common.errors.CorruptRecordException if the disk does not have what was written; seek past the offset
     *     it names to go on
     */
    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        long nanos = nanos(timeout);
        return guard.call(() -> {
            if (loop.subscription() instanceof Subscription.Nothing) {
                throw new IllegalStateException("Consumer is not subscribed to any topics or assigned any partitions");
            }
            return interceptors.onConsume(loop.poll(nanos));
        });
    }

    private static long nanos(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("Timeout must not be negative");
        }
        return timeout.compareTo(Duration.ofDays(365)) > 0
                ? Duration.ofDays(365).toNanos()
                : timeout.toNanos();
    }

    @Override
    public void commitSync() {
        commitSync(Duration.ofMillis(settings.apiTimeoutMs));
    }

    @Override
    public void commitSync(Duration timeout) {
        guard.run(() -> commitNow(positions.committable(positions.names()), timeout));
    }

    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
        commitSync(offsets, Duration.ofMillis(settings.apiTimeoutMs));
    }

    /**
     * Commits, and waits until it is on disk.
     *
     * @throws org.apache.kafka.clients.consumer.CommitFailedException if the group has given the partitions to others
     * @throws InvalidGroupIdException if there is no {@code group.id}
     */
    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
        guard.run(() -> commitNow(offsets, timeout));
    }

    private void commitNow(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
        membership();
        loop.failIfWoken();
        commits.sync(offsets, timeout.toMillis());
    }

    @Override
    public void commitAsync() {
        commitLater(null, null);
    }

    @Override
    public void commitAsync(OffsetCommitCallback callback) {
        commitLater(null, callback);
    }

    @Override
    public void commitAsync(Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
        commitLater(offsets, callback);
    }

    private void commitLater(
            @Nullable Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable OffsetCommitCallback callback) {
        guard.run(() -> {
            membership();
            commits.async(offsets == null ? positions.committable(positions.names()) : offsets, callback);
        });
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
        return committed(partitions, Duration.ofMillis(settings.apiTimeoutMs));
    }

    /** The group's commits; null for a partition without one. */
    @Override
    @SuppressWarnings("NullAway") // Kafka's contract is a map with null values, which its type does not say.
    public Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions, Duration timeout) {
        return guard.call(() -> {
            String group = membership().metadata().groupId();
            Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
            partitions.forEach(name -> committed.put(name, null));
            committed.putAll(broker.groups().committed(group, partitions));
            return committed;
        });
    }

    @Override
    public void seek(TopicPartition partition, long offset) {
        if (offset < 0) {
            throw new IllegalArgumentException("seek offset must not be a negative number");
        }
        guard.run(() -> positions.of(partition).seek(offset));
    }

    @Override
    public void seek(TopicPartition partition, OffsetAndMetadata offset) {
        seek(partition, offset.offset());
    }

    /** The first offset is looked up when the position is needed; of all assigned partitions if none are given. */
    @Override
    public void seekToBeginning(Collection<TopicPartition> partitions) {
        guard.run(() -> positions.ofAll(partitions).forEach(position -> position.reset(new ResetRule.Earliest())));
    }

    /** The end is looked up when the position is needed; of all assigned partitions if none are given. */
    @Override
    public void seekToEnd(Collection<TopicPartition> partitions) {
        guard.run(() -> positions.ofAll(partitions).forEach(position -> position.reset(new ResetRule.Latest())));
    }

    @Override
    public long position(TopicPartition partition) {
        return position(partition, Duration.ofMillis(settings.apiTimeoutMs));
    }

    /**
     * The offset of the next record that poll returns.
     *
     * @throws IllegalStateException if {@code partition} is not assigned
     * @throws org.apache.kafka.common.errors.UnknownTopicOrPartitionException if it does not exist
     */
    @Override
    public long position(TopicPartition partition, Duration timeout) {
        return guard.call(() -> {
            if (!positions.has(partition)) {
                throw new IllegalStateException(
                        "You can only check the position for partitions assigned to this consumer.");
            }
            ReadPosition position = positions.of(partition);
            if (!position.isKnown()) {
                broker.partition(partition); // Fails if there is none.
                positions.resolve();
            }
            return position.cursor().position();
        });
    }

    @Override
    public Set<TopicPartition> paused() {
        return guard.call(() -> positions.namesOf(ReadPosition::isPaused));
    }

    @Override
    public void pause(Collection<TopicPartition> partitions) {
        guard.run(() -> partitions.forEach(name -> positions.of(name).pause(true)));
    }

    @Override
    public void resume(Collection<TopicPartition> partitions) {
        guard.run(() -> partitions.forEach(name -> positions.of(name).pause(false)));
    }

    @Override
    public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(Map<TopicPartition, Long> times) {
        return offsetsForTimes(times, Duration.ofMillis(settings.apiTimeoutMs));
    }

    @Override
    @SuppressWarnings("NullAway") // Kafka's contract is a map with null values, which its type does not say.
    public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(Map<TopicPartition, Long> times, Duration timeout) {
        return guard.call(() -> queries.at(times));
    }

    @Override
    public Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions) {
        return beginningOffsets(partitions, Duration.ofMillis(settings.apiTimeoutMs));
    }

    @Override
    public Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions, Duration timeout) {
        return guard.call(() -> queries.of(partitions, PartitionLog::logStartOffset));
    }

    @Override
    public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
        return endOffsets(partitions, Duration.ofMillis(settings.apiTimeoutMs));
    }

    @Override
    public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions, Duration timeout) {
        return guard.call(() -> queries.of(partitions, positions::end));
    }

    @Override
    public OptionalLong currentLag(TopicPartition partition) {
        return guard.call(() -> {
            ReadPosition position = positions.of(partition);
            return position.isKnown()
                    ? position.partition(broker)
                            .map(found -> OptionalLong.of(Math.max(
                                    0,
                                    positions.end(found.log())
                                            - position.cursor().position())))
                            .orElse(OptionalLong.empty())
                    : OptionalLong.empty();
        });
    }

    @Override
    public List<PartitionInfo> partitionsFor(String topic) {
        return guard.call(() -> queries.partitions(topic));
    }

    @Override
    public List<PartitionInfo> partitionsFor(String topic, Duration timeout) {
        return partitionsFor(topic);
    }

    @Override
    public Map<String, List<PartitionInfo>> listTopics() {
        return guard.call(queries::topics);
    }

    @Override
    public Map<String, List<PartitionInfo>> listTopics(Duration timeout) {
        return listTopics();
    }

    @Override
    public ConsumerGroupMetadata groupMetadata() {
        return guard.call(() -> membership().metadata());
    }

    @Override
    public void enforceRebalance() {
        enforceRebalance("asked by the application");
    }

    /** Has the next poll ask the group for the assignment, which it keeps even by itself. */
    @Override
    public void enforceRebalance(String reason) {
        guard.run(() -> {
            if (membership == null) {
                throw new IllegalStateException("Tried to force a rebalance but consumer does not have a group.");
            }
            LOG.info("{} asks its group for its assignment: {}", membership.metadata(), reason);
            membership.ask();
        });
    }

    private Membership membership() {
        if (membership == null) {
            throw new InvalidGroupIdException(
                    "To use the group management or offset commit APIs, you must provide a valid group.id in the consumer configuration.");
        }
        return membership;
    }

    @Override
    public Map<MetricName, ? extends Metric> metrics() {
        return meters.all();
    }

    @Override
    public void wakeup() {
        loop.wakeup();
    }

    @Override
    public void close() {
        close(CloseOptions.timeout(Duration.ofMillis(settings.apiTimeoutMs)));
    }

    /**
     * As {@link #close(CloseOptions)}.
     *
     * @deprecated by Kafka
     */
    @Deprecated
    @Override
    public void close(Duration timeout) {
        close(timeout.toMillis(), GroupMembershipOperation.DEFAULT);
    }

    /** Commits if {@code enable.auto.commit} is on, gives up the partitions, and leaves the group unless {@code options} say otherwise. */
    @Override
    public void close(CloseOptions options) {
        long timeoutMs = options.timeout().map(Duration::toMillis).orElse((long) settings.apiTimeoutMs);
        close(timeoutMs, options.groupMembershipOperation());
    }

    private void close(long timeoutMs, GroupMembershipOperation operation) {
        guard.close(() -> {
            try {
                commits.beforeGivingUp(positions.names(), timeoutMs);
                commits.runCallbacks();
                loop.unsubscribe(leaves(operation));
            } finally {
                interceptors.close();
                meters.close();
            }
        });
    }

    /** A member with a {@code group.instance.id} is expected back, and keeps its place. */
    private boolean leaves(GroupMembershipOperation operation) {
        return switch (operation) {
            case LEAVE_GROUP -> true;
            case REMAIN_IN_GROUP -> false;
            case DEFAULT -> settings.groupInstanceId.isEmpty();
        };
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
