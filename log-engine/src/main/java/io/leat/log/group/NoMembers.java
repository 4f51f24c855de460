package io.leat.log.group;

import java.util.OptionalLong;
import org.apache.kafka.common.errors.IllegalGenerationException;
import org.jspecify.annotations.Nullable;

/** Of a group that never had members: it is there for the offsets that somebody commits under its name. */
public final class NoMembers implements Members {

    @Override
    public boolean isEmpty() {
        return true;
    }

    @Override
    public boolean blank() {
        return true;
    }

    @Override
    public int epoch() {
        return 0;
    }

    @Override
    public OptionalLong expiresFrom(String topic, long committedAt) {
        return OptionalLong.of(committedAt);
    }

    @Override
    public boolean subscribesTo(String topic) {
        return false;
    }

    @Override
    public void checkCommitter(String memberId, @Nullable String instanceId, int generation, boolean transactional) {
        if (generation >= 0) {
            throw new IllegalGenerationException(
                    "There is no generation %d: the group has no members and never had any.".formatted(generation));
        }
    }

    @Override
    public String state() {
        return "Empty";
    }

    @Override
    public String protocolType() {
        return "";
    }
}
