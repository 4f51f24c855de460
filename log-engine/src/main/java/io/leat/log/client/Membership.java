package io.leat.log.client;

import io.leat.log.broker.Groups;
import io.leat.log.broker.Groups.Assigned;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.FencedMemberEpochException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer's membership in its group. Everything happens inside poll, on the consumer's thread: partitions are given up and
 * taken, and the listener is told, in the order revoked, then assigned.
 *
 * <pre>
 *   outside ─join─▶ member ─heartbeat: told other partitions─▶ revoke ─▶ heartbeat ─▶ … ─▶ assign
 *      ▲               │ expired: lost
 *      └───────────────┘
 * </pre>
 */
final class Membership {
    private static final Logger LOG = LoggerFactory.getLogger(LocalConsumer.class);
    private static final int OUTSIDE = -1;
    private static final int HEARTBEAT_MS = 3_000;

    private final Groups groups;
    private final String groupId;
    private final String clientId;
    private final ConsumerSettings settings;
    private final Positions positions;
    private final ConsumerMeters meters;
    private final Bell bell;

    private String memberId = "";
    private int epoch = OUTSIDE;
    private Set<String> topicsTold = Set.of();
    private long versionSeen;
    private long nextHeartbeat;
    private boolean toldFirst;

    Membership(
            Groups groups,
            String groupId,
            String clientId,
            ConsumerSettings settings,
            Positions positions,
            ConsumerMeters meters,
            Bell bell) {
        this.groups = groups;
        this.groupId = groupId;
        this.clientId = clientId;
        this.settings = settings;
        this.positions = positions;
        this.meters = meters;
        this.bell = bell;
    }

    @SuppressWarnings(
            "removal") // Kafka means to hide the constructor from applications; there is no other way to make one.
    ConsumerGroupMetadata metadata() {
        String instance = settings.groupInstanceId;
        return new ConsumerGroupMetadata(
                groupId, epoch, memberId, instance.isEmpty() ? Optional.empty() : Optional.of(instance));
    }

    boolean isMember() {
        return epoch != OUTSIDE;
    }

    /** When {@link #poll} has something to tell the group at the latest, in milliseconds since 1970. */
    long nextTick() {
        return nextHeartbeat;
    }

    /** Has the next poll ask the group what it may own. */
    void ask() {
        nextHeartbeat = Long.MIN_VALUE;
    }

    /**
     * Joins if need be, and does what the group says.
     *
     * @param topics what the consumer wants to read
     * @param beforeRevoking commits, if that is to be done
     * @throws FencedInstanceIdException if another consumer has taken over {@code group.instance.id}
     */
    void poll(
            long now,
            Set<String> topics,
            ConsumerRebalanceListener listener,
            Consumer<Collection<TopicPartition>> beforeRevoking) {
        if (isMember() && now < nextHeartbeat && topics.equals(topicsTold) && groups.version(groupId) == versionSeen) {
            return;
        }
        boolean again = true;
        while (again) {
            again = follow(tell(now, topics, listener), listener, beforeRevoking);
        }
    }

    private Assigned tell(long now, Set<String> topics, ConsumerRebalanceListener listener) {
        versionSeen = groups.version(groupId); // Before asking: what changes meanwhile is seen by the next poll.
        nextHeartbeat = now + Math.min(HEARTBEAT_MS, settings.maxPollIntervalMs / 3);
        topicsTold = topics;
        if (isMember()) {
            try {
                return groups.heartbeat(groupId, memberId, settings.groupInstanceId, epoch, positions.names(), topics);
            } catch (UnknownMemberIdException | FencedMemberEpochException e) {
                LOG.info("{} is not a member of {} any more and joins anew: {}", memberId, groupId, e.getMessage());
                loseAll(listener);
            } catch (FencedInstanceIdException e) {
                loseAll(listener);
                throw e;
            }
        }
        return join(topics);
    }

    private Assigned join(Set<String> topics) {
        groups.watch(groupId, bell);
        Assigned assigned = groups.join(
                new Groups.Join(groupId, "", settings.groupInstanceId, clientId, settings.maxPollIntervalMs, topics));
        memberId = assigned.memberId();
        toldFirst = false;
        return assigned;
    }

    /** Gives up what it must, then takes what it may; true if the group is to be asked again, since something was given up. */
    private boolean follow(
            Assigned assigned,
            ConsumerRebalanceListener listener,
            Consumer<Collection<TopicPartition>> beforeRevoking) {
        epoch = assigned.epoch();
        Set<TopicPartition> revoked = new LinkedHashSet<>(positions.names());
        revoked.removeAll(assigned.partitions());
        if (!revoked.isEmpty()) {
            beforeRevoking.accept(revoked);
            revoke(revoked, listener);
            return true;
        }
        Set<TopicPartition> added = new LinkedHashSet<>(assigned.partitions());
        added.removeAll(positions.names());
        if (!added.isEmpty() || !toldFirst) {
            toldFirst = true;
            ask(); // So that the group soon knows that they are owned.
            positions.add(added);
            positions.all().stream()
                    .filter(position -> added.contains(position.name()))
                    .forEach(meters::assigned);
            tell(() -> listener.onPartitionsAssigned(added));
        }
        return false;
    }

    private void revoke(Set<TopicPartition> names, ConsumerRebalanceListener listener) {
        try {
            tell(() -> listener.onPartitionsRevoked(names));
        } finally {
            remove(names);
        }
    }

    private void loseAll(ConsumerRebalanceListener listener) {
        epoch = OUTSIDE;
        memberId = "";
        Set<TopicPartition> lost = positions.names();
        try {
            if (!lost.isEmpty()) {
                tell(() -> listener.onPartitionsLost(lost));
            }
        } finally {
            remove(lost);
        }
    }

    private void remove(Set<TopicPartition> names) {
        positions.all().stream()
                .filter(position -> names.contains(position.name()))
                .forEach(meters::unassigned);
        positions.remove(names);
    }

    /** Kafka's exceptions (wakeup, interrupt) come through as they are. */
    private static void tell(Runnable listener) {
        try {
            listener.run();
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new KafkaException("User rebalance callback throws an error", e);
        }
    }

    /** Gives everything up; {@code leave} says whether the group is told, or waits for the member to come back or expire. */
    void end(ConsumerRebalanceListener listener, boolean leave) {
        if (!isMember()) {
            return;
        }
        try {
            Set<TopicPartition> owned = positions.names();
            if (!owned.isEmpty()) {
                revoke(owned, listener);
            }
        } finally {
            groups.unwatch(groupId, bell);
            if (leave) {
                groups.leave(groupId, memberId);
            }
            epoch = OUTSIDE;
            memberId = "";
        }
    }
}
