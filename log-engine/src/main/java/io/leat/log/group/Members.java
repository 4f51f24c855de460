package io.leat.log.group;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Who is in a group, as its offsets need to know it, by whichever protocol they are there. */
public interface Members {

    /** What a group is about whose members are consumers; others may have a type of their own. */
    String CONSUMER = "consumer";

    boolean isEmpty();

    /** Whether nothing is known of it, so that it need not be remembered. */
    boolean blank();

    /** The generation, or the epoch: it grows with each rebalance. */
    int epoch();

    /**
     * From when on an offset that was committed then is not needed, in milliseconds since the epoch; empty as long as somebody may.
     */
    OptionalLong expiresFrom(String topic, long committedAt);

    /** Whether some member reads this topic, as far as that is known. */
    boolean subscribesTo(String topic);

    /**
     * Judges who commits offsets.
     *
     * @param generation of the classic protocol, or a member epoch; negative without membership
     * @param transactional whether it is a producer that commits for the member
     * @throws org.apache.kafka.common.errors.ApiException if it may not
     */
    void checkCommitter(String memberId, @Nullable String instanceId, int generation, boolean transactional);

    /** The state by Kafka's name. */
    String state();

    /** {@link #CONSUMER}, {@code connect}, …; empty for a group that never had members. */
    String protocolType();
}
