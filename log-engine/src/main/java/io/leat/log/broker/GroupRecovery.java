package io.leat.log.broker;

import io.leat.log.partition.PartitionLog;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the next start makes of the journal of atomic appends (D9): of every group, all parts are there or none.
 *
 * <p>The intents are walked in the order of their appends. A cut for one group makes every later group on that partition less than whole,
 * so cuts cascade forwards only, and one walk is enough. It can be repeated: a crash in the middle is followed by the same walk.
 */
final class GroupRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(GroupRecovery.class);

    private GroupRecovery() {}

    /**
     * Cuts what is not whole, and makes the outcome durable, so that the journal may be forgotten.
     *
     * @param find the log of an extent; empty if its topic is deleted or its folder offline, where nothing can be judged or cut
     */
    static void run(List<Intent> intents, Function<Intent.Extent, Optional<PartitionLog>> find) {
        Set<PartitionLog> touched = new LinkedHashSet<>();
        for (Intent intent : intents) {
            boolean whole = intent.extents().stream().allMatch(extent -> isWhole(extent, find));
            for (Intent.Extent extent : intent.extents()) {
                find.apply(extent).ifPresent(log -> {
                    touched.add(log);
                    if (!whole) {
                        cut(log, extent);
                    }
                });
            }
        }
        touched.forEach(PartitionLog::flush);
    }

    private static boolean isWhole(Intent.Extent extent, Function<Intent.Extent, Optional<PartitionLog>> find) {
        return find.apply(extent).map(log -> log.logEndOffset() >= extent.end()).orElse(true);
    }

    private static void cut(PartitionLog log, Intent.Extent extent) {
        if (log.logEndOffset() > extent.base()) {
            LOG.info(
                    "{}: cutting offsets {} to {}: other parts of their atomic append did not reach the disk",
                    log.name(),
                    extent.base(),
                    log.logEndOffset() - 1);
            log.truncateTo(extent.base());
        }
    }
}
