package io.leat.log.group;

import io.leat.log.group.GroupRecord.RegexLogged;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which topics the expressions of a group's members mean. That is found out when one is new, when topics have changed, and again from
 * time to time, because permissions change: an expression means only topics that the member may see whose words led to the look.
 */
final class Expressions {
    private final String group;
    private final long refreshMs;
    private @Nullable TopicIndex seen;
    private long lookedAt;

    /** @param refreshMs how long a look is good for */
    Expressions(String group, long refreshMs) {
        this.group = group;
        this.refreshMs = refreshMs;
    }

    /**
     * Logs what has changed; true if that is anything.
     *
     * @param visible the topics that may be seen
     */
    boolean resolve(Draft draft, TopicIndex topics, Predicate<String> visible, long now) {
        boolean all = topics != seen || now - lookedAt >= refreshMs;
        boolean changed = false;
        for (String regex : Draft.regexesInUse(draft.state())) {
            ConsumerGroupState.Resolved known = draft.state().regexes.get(regex);
            if (known == null || all) {
                Set<String> matching = TopicPattern.compile(regex).matching(topics.names()).stream()
                        .filter(visible)
                        .collect(Collectors.toUnmodifiableSet());
                if (known == null || !known.topics().equals(matching)) {
                    draft.log(new RegexLogged(group, regex, matching, now));
                    changed = true;
                }
            }
        }
        if (all) {
            seen = topics;
            lookedAt = now;
        }
        return changed;
    }

    /** What was logged was lost: it is all found out anew. */
    void lost() {
        seen = null;
    }
}
