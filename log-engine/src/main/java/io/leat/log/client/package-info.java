/**
 * Kafka's producer and consumer as direct calls into the log of this process: no socket, no copy of a batch on the way.
 *
 * <pre>
 *   LocalProducer ─ Routing ─▶ PartitionLane ─ BatchWriter ─▶ Broker.append            one lane per partition, one lock per lane
 *        │                         │  full, lingered, flushed     │
 *        ├─ Transaction ──────────┴── held ──▶ Broker.appendAtomically                 D9
 *        └─ Completions ◀─────────────── answered, in the order of the appends
 *
 *   LocalConsumer ─ Membership ─▶ Broker.groups     what it may own; listener calls happen inside poll
 *        ├─ Positions                               where each partition is read next, and why
 *        └─ Fetching ◀─ PartitionCursor ◀─ Partition.read      whole batches, decoded as they are polled
 *        waits on a Bell that appends, group changes and wakeup() ring
 * </pre>
 *
 * <ul>
 *   <li>C1 records of one partition are appended, answered and read in the order they were sent.
 *   <li>C2 what {@code poll} has not returned has not moved the position, and only positions are committed (D2).
 *   <li>C3 a setting of Kafka either works here or is named in a warning or an error; none is ignored in silence.
 *   <li>C4 the clock, the lock and the topic's lookup are paid per batch, or per run of records, never per record.
 * </ul>
 *
 * <p>The behaviour is that of the stock clients of {@code kafka-clients} 4.3.1; one suite of tests runs against both. Where a
 * remote broker's absence makes a difference ({@code send} to a missing topic fails at once instead of after {@code
 * max.block.ms}), the method says so. Never opens a file and never speaks the protocol.
 */
@NullMarked
package io.leat.log.client;

import org.jspecify.annotations.NullMarked;
