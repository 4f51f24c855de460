package io.leat.log.group;

import io.leat.log.group.GroupRecord.Member;
import io.leat.log.group.GroupRecord.MembersChanged;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.GroupMaxSizeReachedException;
import org.apache.kafka.common.errors.IllegalGenerationException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.jspecify.annotations.Nullable;

/**
 * One consumer group.
 *
 * <pre>
 *   join, leave, heartbeat, expire ──▶ MembersChanged ──▶ (logged) ──▶ apply: epoch + 1, a new target
 *   heartbeat(owned)               ──▶ grant: what of the target nobody else holds
 *   commit                         ──▶ OffsetCommitted ──▶ (logged) ──▶ apply
 * </pre>
 *
 * <p>Methods that return records change nothing; {@link #apply} does. Beside what is logged a group knows, for as long as the process
 * lives, who was heard of when and who holds what ({@link Holdings}). For one thread at a time.
 */
public final class Group implements Members {

    /** A member, and what is known of it without being logged. */
    private static final class Known {
        private Member member;
        private int toldEpoch = -1;
        private long heardAt;

        Known(Member member, long heardAt) {
            this.member = member;
            this.heardAt = heardAt;
        }
    }

    private static final int MAX_FENCED = 1000;

    private final String id;
    private final Map<String, Known> members = new LinkedHashMap<>();
    private final Holdings holdings = new Holdings();
    /** The member that was last replaced under an instance id, so that it hears why. */
    private final Map<String, String> fenced = new HashMap<>();

    private Map<String, Integer> partitionCounts = Map.of();
    private int epoch;
    private long changedAt = -1;
    private long version;

    /** @param epoch where its epochs begin: that of the group of another protocol that it was */
    public Group(String id, int epoch) {
        this.id = id;
        this.epoch = epoch;
    }

    /** Judges a join: the group with {@code member} in it, instead of the one with the same id or instance id. */
    public MembersChanged join(Member member, int maxSize, Map<String, Integer> counts, long now) {
        Map<String, Member> next = logged();
        replaced(member).ifPresent(next::remove);
        next.put(member.memberId(), member);
        if (next.size() > maxSize) {
            throw new GroupMaxSizeReachedException(
                    "The group %s has %d members already; group.max.size allows no more.".formatted(id, maxSize));
        }
        return changed(next, counts, now);
    }

    /** Judges the leaving of a member; empty if there is none of that id. */
    public Optional<MembersChanged> leave(String memberId, Map<String, Integer> counts, long now) {
        Map<String, Member> next = logged();
        return next.remove(memberId) == null ? Optional.empty() : Optional.of(changed(next, counts, now));
    }

    /**
     * Judges a heartbeat: the group with the member's new subscription, or with the new numbers of partitions; empty if neither changed.
     *
     * @throws UnknownMemberIdException if it expired or never joined
     * @throws FencedInstanceIdException if another took its instance id
     */
    public Optional<MembersChanged> heartbeat(
            String memberId, Set<String> topics, Map<String, Integer> counts, long now) {
        Member known = require(memberId).member;
        if (known.topics().equals(topics) && sameCounts(counts)) {
            return Optional.empty();
        }
        Map<String, Member> next = logged();
        next.put(memberId, with(known, topics, known.target()));
        return Optional.of(changed(next, counts, now));
    }

    /** Judges who was not heard of for a whole session; empty if nobody. */
    public Optional<MembersChanged> expire(Map<String, Integer> counts, long now) {
        Map<String, Member> next = logged();
        members.values().stream()
                .filter(it -> now - it.heardAt >= it.member.sessionTimeoutMs())
                .forEach(it -> next.remove(it.member.memberId()));
        return next.size() == members.size() ? Optional.empty() : Optional.of(changed(next, counts, now));
    }

    /**
     * Tells a member what it may own, and marks it as heard of.
     *
     * @param owned all it owns now; what it held and does not name is free
     */
    public Grant grant(String memberId, Set<TopicPartition> owned, long now) {
        Known known = require(memberId);
        known.heardAt = now;
        known.toldEpoch = epoch;
        Set<TopicPartition> target = known.member.target();
        Set<TopicPartition> kept = new HashSet<>(owned);
        kept.addAll(target); // Promised to it, though it may not have taken it yet.
        if (holdings.release(memberId, kept)) {
            version++;
        }
        Set<TopicPartition> granted = holdings.take(memberId, target);
        boolean settled = granted.size() == target.size() && target.containsAll(owned);
        return new Grant(epoch, granted, settled);
    }

    /**
     * Judges who commits: a member in its epoch, or nobody in particular if the group is empty.
     *
     * @param generation what the member was last told; negative for a commit without membership
     */
    @Override
    public void checkCommitter(String memberId, @Nullable String instanceId, int generation, boolean transactional) {
        if (generation < 0 && memberId.isEmpty()) {
            if (!members.isEmpty() && !transactional) {
                throw new UnknownMemberIdException(
                        "The group %s has members; only they can commit its offsets, until they have left."
                                .formatted(id));
            }
            return;
        }
        checkNotFenced(memberId, instanceId);
        int told = require(memberId).toldEpoch;
        if (generation != told) {
            throw new IllegalGenerationException(
                    "The member %s of the group %s speaks of the generation %d and was last told %d."
                            .formatted(memberId, id, generation, told));
        }
    }

    /** Makes a logged change true. */
    public void apply(GroupRecord record, long now) {
        if (record instanceof MembersChanged it) {
            applyMembers(it, now);
        }
    }

    /** Remembers against which numbers of partitions the members' targets were made. */
    public void applied(Map<String, Integer> counts) {
        partitionCounts = counts;
    }

    /** Grows whenever a heartbeat of some member would tell it something new. */
    public long version() {
        return version;
    }

    @Override
    public int epoch() {
        return epoch;
    }

    public String id() {
        return id;
    }

    @Override
    public boolean isEmpty() {
        return members.isEmpty();
    }

    @Override
    public boolean blank() {
        return members.isEmpty() && changedAt < 0;
    }

    @Override
    public OptionalLong expiresFrom(String topic, long committedAt) {
        if (members.isEmpty()) {
            return OptionalLong.of(Math.max(changedAt, committedAt));
        }
        return subscribesTo(topic) ? OptionalLong.empty() : OptionalLong.of(committedAt);
    }

    @Override
    public String state() {
        return members.isEmpty() ? "Empty" : settled() ? "Stable" : "PreparingRebalance";
    }

    @Override
    public String protocolType() {
        return CONSUMER;
    }

    /** What each member holds. */
    public Map<String, Set<TopicPartition>> held() {
        return members.keySet().stream().collect(Collectors.toMap(it -> it, holdings::of));
    }

    /** Whether every member holds just what it shall. */
    public boolean settled() {
        return members.values().stream()
                .allMatch(it -> holdings.of(it.member.memberId()).equals(it.member.target()));
    }

    @Override
    public boolean subscribesTo(String topic) {
        return members.values().stream().anyMatch(it -> it.member.topics().contains(topic));
    }

    private void applyMembers(MembersChanged change, long now) {
        Map<String, Member> next = new LinkedHashMap<>();
        change.members().forEach(it -> next.put(it.memberId(), it));
        for (Known gone : List.copyOf(members.values())) {
            if (!next.containsKey(gone.member.memberId())) {
                drop(gone.member, next);
            }
        }
        next.forEach((memberId, member) -> {
            Known known = members.get(memberId);
            if (known == null) {
                members.put(memberId, new Known(member, now));
            } else {
                known.member = member;
            }
        });
        epoch = change.epoch();
        changedAt = change.at();
        version++;
    }

    private void drop(Member gone, Map<String, Member> next) {
        members.remove(gone.memberId());
        holdings.release(gone.memberId(), Set.of());
        boolean replaced = !gone.instanceId().isEmpty()
                && next.values().stream().anyMatch(it -> it.instanceId().equals(gone.instanceId()));
        if (replaced) {
            if (fenced.size() == MAX_FENCED) {
                fenced.clear(); // They then hear that they are unknown, which ends in the same way.
            }
            fenced.put(gone.memberId(), gone.instanceId());
        }
    }

    private Optional<String> replaced(Member member) {
        return members.values().stream()
                .map(it -> it.member)
                .filter(it -> !member.instanceId().isEmpty() && it.instanceId().equals(member.instanceId()))
                .map(Member::memberId)
                .findFirst();
    }

    private MembersChanged changed(Map<String, Member> next, Map<String, Integer> counts, long now) {
        Map<String, Set<String>> subscriptions = new HashMap<>();
        Map<String, Set<TopicPartition>> before = new HashMap<>();
        next.forEach((memberId, member) -> {
            subscriptions.put(memberId, member.topics());
            before.put(memberId, inherited(member));
        });
        Map<String, Set<TopicPartition>> targets = EvenAssignment.of(subscriptions, counts, before);
        List<Member> withTargets = next.values().stream()
                .map(it -> with(it, it.topics(), targets.getOrDefault(it.memberId(), Set.of())))
                .toList();
        return new MembersChanged(id, epoch + 1, now, withTargets);
    }

    /** What a member had until now; one that replaces another under its instance id takes over that one's. */
    private Set<TopicPartition> inherited(Member member) {
        Known known = members.get(replaced(member).orElse(member.memberId()));
        return known == null ? Set.of() : known.member.target();
    }

    private boolean sameCounts(Map<String, Integer> counts) {
        return counts == partitionCounts // The usual case: nothing changed at all.
                || members.values().stream()
                        .flatMap(it -> it.member.topics().stream())
                        .allMatch(
                                topic -> counts.getOrDefault(topic, 0).equals(partitionCounts.getOrDefault(topic, 0)));
    }

    private Known require(String memberId) {
        Known known = members.get(memberId);
        if (known == null) {
            checkNotFenced(memberId, null);
            throw new UnknownMemberIdException(
                    "The group %s has no member %s: it left, or was not heard of for too long."
                            .formatted(id, memberId));
        }
        return known;
    }

    private void checkNotFenced(String memberId, @Nullable String instanceId) {
        String byWhich = fenced.get(memberId);
        boolean anotherHasIt = instanceId != null
                && !instanceId.isEmpty()
                && members.values().stream()
                        .anyMatch(it -> it.member.instanceId().equals(instanceId)
                                && !it.member.memberId().equals(memberId));
        if (byWhich != null || anotherHasIt) {
            throw new FencedInstanceIdException(
                    "The member %s of the group %s was replaced by another of the same group.instance.id."
                            .formatted(memberId, id));
        }
    }

    private Map<String, Member> logged() {
        Map<String, Member> all = new LinkedHashMap<>();
        members.forEach((memberId, known) -> all.put(memberId, known.member));
        return all;
    }

    private static Member with(Member member, Set<String> topics, Set<TopicPartition> target) {
        return new Member(
                member.memberId(), member.instanceId(), member.clientId(), member.sessionTimeoutMs(), topics, target);
    }
}
