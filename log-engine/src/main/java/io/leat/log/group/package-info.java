/**
 * Consumer groups as a machine: who is a member, who may own which partition, which offsets are committed.
 *
 * <pre>
 *   command, now ──▶ GroupMachine.decide ──▶ records + reply ──▶ (appended to __consumer_offsets) ──▶ apply ──▶ reply sent
 * </pre>
 *
 * <p>Invariants: at most one member per partition at every step; what is committed is what replaying the records gives (D8).
 * Pure: no I/O, no clock, no thread.
 */
@NullMarked
package io.leat.log.group;

import org.jspecify.annotations.NullMarked;
