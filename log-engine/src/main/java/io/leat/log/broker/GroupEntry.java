package io.leat.log.broker;

import io.leat.log.group.GroupOffsetStore;
import io.leat.log.group.Members;
import io.leat.log.group.NoMembers;

/** A group: its offsets, and its members by whichever protocol they are there. */
final class GroupEntry {
    private final String id;
    private final GroupOffsetStore offsets;
    private Members members = new NoMembers();

    GroupEntry(String id) {
        this.id = id;
        this.offsets = new GroupOffsetStore(id);
    }

    String id() {
        return id;
    }

    GroupOffsetStore offsets() {
        return offsets;
    }

    Members members() {
        return members;
    }

    void become(Members members) {
        this.members = members;
    }

    /** Whether nothing is known of it: then it can be dropped. */
    boolean blank() {
        return offsets.isEmpty() && members.blank();
    }
}
