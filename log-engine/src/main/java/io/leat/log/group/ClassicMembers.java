package io.leat.log.group;

import io.leat.log.group.ClassicJoin.Protocol;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.jspecify.annotations.Nullable;

/** Who is in a {@link ClassicGroup}, in the order they came; who leads; what they can agree on. */
final class ClassicMembers {
    private final String groupId;
    private final Map<String, ClassicMember> byId = new LinkedHashMap<>();
    private final Map<String, String> byInstance = new HashMap<>();
    private @Nullable String leader;

    ClassicMembers(String groupId) {
        this.groupId = groupId;
    }

    boolean isEmpty() {
        return byId.isEmpty();
    }

    int size() {
        return byId.size();
    }

    Collection<ClassicMember> all() {
        return List.copyOf(byId.values());
    }

    boolean has(String memberId) {
        return byId.containsKey(memberId);
    }

    @Nullable
    ClassicMember find(String memberId) {
        return byId.get(memberId);
    }

    @Nullable
    ClassicMember ofInstance(@Nullable String instanceId) {
        String memberId = instanceId == null ? null : byInstance.get(instanceId);
        return memberId == null ? null : byId.get(memberId);
    }

    @Nullable
    String leader() {
        return leader;
    }

    boolean leads(ClassicMember member) {
        return member.id.equals(leader);
    }

    /** The first to come leads. */
    void add(ClassicMember member) {
        byId.put(member.id, member);
        if (member.instanceId != null) {
            byInstance.put(member.instanceId, member.id);
        }
        if (leader == null) {
            leader = member.id;
        }
    }

    void remove(ClassicMember member) {
        byId.remove(member.id);
        if (member.instanceId != null) {
            byInstance.remove(member.instanceId, member.id);
        }
        if (leads(member)) {
            leader = byId.keySet().stream().findFirst().orElse(null);
        }
    }

    /** Puts a member in the place of the one that had its instance id. */
    void replace(ClassicMember old, ClassicMember member) {
        boolean led = leads(old);
        byId.remove(old.id);
        add(member);
        if (led) {
            leader = member.id;
        }
    }

    void lead(@Nullable String memberId) {
        leader = memberId;
    }

    /** Sees to it that the leader is one that has joined; false if nobody has. */
    boolean electOneThatJoined() {
        ClassicMember now = leader == null ? null : byId.get(leader);
        if (now != null && now.joining != null) {
            return true;
        }
        Optional<ClassicMember> next =
                byId.values().stream().filter(it -> it.joining != null).findFirst();
        next.ifPresent(it -> leader = it.id);
        return next.isPresent();
    }

    /** Whether there is a protocol that all members know and that is among these. */
    boolean shareOneOf(List<Protocol> protocols) {
        return protocols.stream()
                .anyMatch(protocol -> byId.values().stream().allMatch(it -> it.supports(protocol.name())));
    }

    /** The protocol that most like best among those that all know; null if there is none. */
    @Nullable
    String vote() {
        Set<String> candidates = byId.values().stream()
                .flatMap(it -> it.protocols.stream())
                .map(Protocol::name)
                .filter(name -> byId.values().stream().allMatch(it -> it.supports(name)))
                .collect(Collectors.toSet());
        Map<String, Integer> votes = new LinkedHashMap<>();
        for (ClassicMember member : byId.values()) {
            member.protocols.stream()
                    .map(Protocol::name)
                    .filter(candidates::contains)
                    .findFirst()
                    .ifPresent(it -> votes.merge(it, 1, Integer::sum));
        }
        return votes.entrySet().stream()
                .reduce((best, next) -> next.getValue() > best.getValue() ? next : best)
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    int longestRebalanceMs() {
        return byId.values().stream()
                .mapToInt(it -> it.rebalanceTimeoutMs)
                .max()
                .orElse(0);
    }

    /**
     * The member that speaks.
     *
     * @throws FencedInstanceIdException if another has its instance id
     * @throws UnknownMemberIdException if there is none of that id
     */
    ClassicMember require(String memberId, @Nullable String instanceId) {
        if (instanceId != null) {
            String current = byInstance.get(instanceId);
            if (current != null && !current.equals(memberId)) {
                throw new FencedInstanceIdException(
                        "The member %s of the group %s was replaced by another of the same group.instance.id, %s."
                                .formatted(memberId, groupId, instanceId));
            }
            if (current == null) {
                throw new UnknownMemberIdException(
                        "The group %s has no member of the group.instance.id %s.".formatted(groupId, instanceId));
            }
        }
        ClassicMember member = byId.get(memberId);
        if (member == null) {
            throw new UnknownMemberIdException(
                    "The group %s has no member %s: it left, or was not heard of for too long."
                            .formatted(groupId, memberId));
        }
        return member;
    }
}
