package io.leat.log.group;

import io.leat.log.group.GroupRecord.AssignmentLogged;
import io.leat.log.group.GroupRecord.MemberLogged;
import io.leat.log.group.GroupRecord.TargetLogged;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** A step of a {@link ConsumerGroup} while it is thought out: its records, and the group as if they were logged already. */
final class Draft {
    private final String groupId;
    private final List<GroupRecord> records = new ArrayList<>();
    private ConsumerGroupState state;

    Draft(String groupId, ConsumerGroupState state) {
        this.groupId = groupId;
        this.state = state;
    }

    String groupId() {
        return groupId;
    }

    void log(GroupRecord record) {
        if (records.isEmpty()) {
            state = state.copy();
        }
        records.add(record);
        state.apply(record);
    }

    /** Forgets a member. */
    void remove(String memberId) {
        if (state.assignments.containsKey(memberId)) {
            log(new AssignmentLogged(groupId, memberId, null));
        }
        if (state.targets.containsKey(memberId)) {
            log(new TargetLogged(groupId, memberId, null));
        }
        log(new MemberLogged(groupId, memberId, null));
    }

    boolean changed() {
        return !records.isEmpty();
    }

    ConsumerGroupState state() {
        return state;
    }

    List<GroupRecord> records() {
        return List.copyOf(records);
    }

    static Set<String> regexesInUse(ConsumerGroupState state) {
        Set<String> used = new TreeSet<>();
        state.members.values().stream()
                .map(ConsumerMember::regex)
                .filter(Objects::nonNull)
                .forEach(used::add);
        return used;
    }
}
