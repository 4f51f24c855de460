/**
 * The broker: partitions, topics, groups and transactions put together, and the order in which things become true.
 *
 * <pre>
 *   client ──▶ Broker ──▶ Topics      create, grow, delete      ──▶ catalogue (a log, D8)
 *                    ├──▶ append      one partition             ──▶ PartitionLog
 *                    ├──▶ append      several, all or nothing   ──▶ AtomicAppends ─ journal (D9)
 *                    ├──▶ Groups      decide → append → apply   ──▶ __consumer_offsets (D8)
 *                    └──▶ TransactionCoordinator   the same      ──▶ __transaction_state (D8), markers
 *   log-flush  one flush for all who wait for acks=all (D4)
 *   log-transactions  the markers of what is decided
 *   log-house  retention, expiry, checkpoints, by ticks
 *   log-cleaner-N  compaction, the filthiest partition first
 * </pre>
 *
 * <p>Never opens a socket, and never reads the machine's clock: time is the {@link java.time.InstantSource} it was opened with.
 */
@NullMarked
package io.leat.log.broker;

import org.jspecify.annotations.NullMarked;
