/**
 * Records and batches as bytes: Kafka's record batch format, version 2, byte for byte (KIP-98).
 *
 * <pre>
 *   Record ─▶ BatchWriter ─▶ batch ─▶ partition (gives offsets) ─▶ segment
 *   Record ◀─ BatchReader ◀─ batch ◀───────── read ◀────────────── segment
 *                 │
 *            BatchView: the header, and nothing of what is inside
 *   from a client ─▶ BatchRules: is it whole, legal, and compressed as the topic wants?
 * </pre>
 *
 * <pre>
 *   0 baseOffset int64 │ 8 length int32 │ 12 leaderEpoch int32 │ 16 magic int8 │ 17 crc uint32 ║ 21 attributes int16
 *   23 lastOffsetDelta int32 │ 27 baseTimestamp int64 │ 35 maxTimestamp int64 │ 43 producerId int64 │ 51 epoch int16
 *   53 baseSequence int32 │ 57 count int32 │ 61 records…                       ║ from here on: what the CRC covers
 * </pre>
 *
 * <ul>
 *   <li>R1 a batch keeps its span of offsets for life; compaction thins the records inside.
 *   <li>R2 the CRC covers nothing before itself, so appending sets offset and leader epoch without hashing again.
 *   <li>R3 a size that comes from outside is checked before anything is allocated or read by it.
 * </ul>
 *
 * <p>Pure: nothing here opens a file or socket, reads a clock, or starts a thread. With the broker's handlers the only
 * place that names Kafka's own record and compression classes.
 */
@NullMarked
package io.leat.log.record;

import org.jspecify.annotations.NullMarked;
