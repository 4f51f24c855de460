package io.leat.log.broker;

import io.leat.log.broker.OffsetCommits.Committer;
import io.leat.log.group.Committed;
import io.leat.log.group.GroupRecord.OffsetCommitted;
import io.leat.log.partition.Origin;
import io.leat.log.partition.Verification;
import io.leat.log.record.EndMarker;
import io.leat.log.transaction.ProducerIdentity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.CoordinatorNotAvailableException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Offsets that producers commit in their transactions: logged at once, and true with the marker in {@code __consumer_offsets}. */
public final class TransactionalOffsets {
    private final GroupTable table;
    private final OffsetCommits offsets;
    private final Admission admission;
    /** By producer, the groups whose offsets it has committed in the transaction that is open. Guarded by the table. */
    private final Map<Long, Set<String>> open = new HashMap<>();

    TransactionalOffsets(GroupTable table, OffsetCommits offsets, Admission admission) {
        this.table = table;
        this.offsets = offsets;
        this.admission = admission;
        table.onOpenTransaction(this::pend);
    }

    /**
     * Commits offsets of a group in the transaction of a producer; completes once they survive a power cut. An offset that cannot be
     * committed has its error in the answer, and keeps the others from nothing.
     */
    public CompletableFuture<Map<TopicPartition, Errors>> commit(
            String transactionalId,
            ProducerIdentity producer,
            Committer who,
            Map<TopicPartition, Committed> committed,
            Admission.Client client) {
        GroupTable.checkGroupId(who.groupId());
        TopicPartition log = table.log().partitionOf(who.groupId()).name();
        return admission.ask(transactionalId, producer, Map.of(log, -1), client).thenCompose(answers -> {
            Admitted admitted = answers.getOrDefault(log, Admitted.ALREADY);
            if (admitted.refusal() != null) {
                return CompletableFuture.failedFuture(asGroups(admitted.refusal()));
            }
            return commitNow(producer, who, committed, admitted.verification());
        });
    }

    /** Writes the marker that ends a transaction in a partition of {@code __consumer_offsets}, and makes true what it decides. */
    void end(Partition partition, ProducerIdentity producer, EndMarker marker, int version) {
        synchronized (table) {
            partition.append(marker, producer, version);
            Set<String> groups = open.get(producer.id());
            if (groups == null) {
                return;
            }
            groups.removeIf(group -> {
                boolean here = table.log().partitionOf(group).equals(partition);
                if (here) {
                    table.entry(group).offsets().end(producer.id(), marker.commit());
                }
                return here;
            });
            if (groups.isEmpty()) {
                open.remove(producer.id());
            }
        }
    }

    private CompletableFuture<Map<TopicPartition, Errors>> commitNow(
            ProducerIdentity producer,
            Committer who,
            Map<TopicPartition, Committed> committed,
            @Nullable Verification verification) {
        Map<TopicPartition, Errors> answers = new LinkedHashMap<>();
        Partition partition = table.log().partitionOf(who.groupId());
        synchronized (table) {
            offsets.judge(who, true);
            List<OffsetCommitted> records = new ArrayList<>();
            committed.forEach((name, offset) -> {
                try {
                    records.add(offsets.record(who.groupId(), name, offset));
                    answers.put(name, Errors.NONE);
                } catch (ApiException e) {
                    answers.put(name, Errors.forException(e));
                }
            });
            if (records.isEmpty()) {
                return CompletableFuture.completedFuture(answers);
            }
            partition.append(
                    OffsetsTopic.transactional(records, producer, table.now()), Origin.COORDINATOR, verification);
            records.forEach(it -> pend(producer.id(), it));
        }
        return table.log().flush(partition).thenApply(done -> answers);
    }

    private void pend(long producerId, OffsetCommitted offset) {
        open.computeIfAbsent(producerId, it -> new HashSet<>()).add(offset.groupId());
        table.entry(offset.groupId()).offsets().pend(producerId, offset);
    }

    /** In words that a client expects of the coordinator of a group. */
    private static ApiException asGroups(ApiException refusal) {
        return refusal instanceof NotEnoughReplicasException
                ? new CoordinatorNotAvailableException(refusal.getMessage(), refusal)
                : refusal;
    }
}
