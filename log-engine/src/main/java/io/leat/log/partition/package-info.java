/**
 * One partition: decides what is appended, what is visible and what goes.
 *
 * <pre>
 *   append ─▶ BatchRules ─▶ ProducerStates ─▶ roll? ─▶ Segment ─▶ publish: high watermark, bells
 *   read   ◀─────────── below the high watermark ◀──── Segment
 *   tick   ─▶ expired, too big, below log start ─▶ .deleted ─▶ gone
 *   replace ─▶ .cleaned ─▶ .swap ─▶ old .deleted ─▶ in its place: what compaction wrote
 *   open   ─▶ files ─▶ recover what was not flushed ─▶ producer state from snapshot and tail
 * </pre>
 *
 * <pre>
 *   log start ≤ flushed ≤ high watermark ≤ log end        last stable offset ≤ high watermark
 * </pre>
 *
 * <ul>
 *   <li>D3 offsets only grow and are never used twice.
 *   <li>D4 what is below {@link io.leat.log.partition.PartitionLog#flushedOffset} survives a power cut.
 *   <li>P1 one lock per partition, taken per append; readers take none.
 *   <li>P2 what is above the high watermark was never shown to anybody and may be taken back.
 * </ul>
 *
 * <p>Beside the log itself: the small files of Kafka's layout (checkpoints, snapshots, metadata) as pure values.
 */
@NullMarked
package io.leat.log.partition;

import org.jspecify.annotations.NullMarked;
