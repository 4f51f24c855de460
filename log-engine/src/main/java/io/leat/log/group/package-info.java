/**
 * Groups as machines: who is a member, who may own which partition, which offsets are committed. One machine per protocol.
 *
 * <pre>
 *   ClassicGroup   JoinGroup, SyncGroup       members wait for each other; one of them assigns
 *   ConsumerGroup  ConsumerGroupHeartbeat     the server assigns, and leads each member there (KIP-848)
 *   Migration      from one to the other with the members there are; ClassicSide serves those that speak the older one meanwhile
 *   GroupOffsetStore                          offsets, whatever the members speak
 *
 *   words, now ──▶ machine ──▶ records + answer ──▶ (appended to __consumer_offsets) ──▶ apply ──▶ answer given
 * </pre>
 *
 * <p>Invariants: at most one member per partition in an epoch; what is committed is what replaying the records gives (D8). Pure: no I/O,
 * no clock, no thread.
 */
@NullMarked
package io.leat.log.group;

import org.jspecify.annotations.NullMarked;
