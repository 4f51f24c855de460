package io.leat.log.group;

/** Members inside this process: they do not outlive it, and are heard of when they poll. */
public final class LocalMembers {
    /** In the place of an address. */
    public static final String HOST = "in-process";

    private LocalMembers() {}

    static boolean isOne(ConsumerMember member) {
        return member.clientHost().equals(HOST);
    }
}
