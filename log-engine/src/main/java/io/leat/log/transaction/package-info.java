/**
 * Transactions of remote clients as a machine: what the coordinator of a {@code transactional.id} decides, and its records.
 *
 * <pre>
 *   command, now ──▶ Transaction.begin/add/end/… ──▶ the next Transaction ──▶ (appended to __transaction_state) ──▶ it is so ──▶ reply
 *
 *   Empty ──▶ Ongoing ──▶ PrepareCommit ──▶ CompleteCommit ──▶ Ongoing …
 *                    └──▶ PrepareAbort  ──▶ CompleteAbort  ──▶ Ongoing …     a marker in every partition between Prepare and Complete
 * </pre>
 *
 * <p>With the Prepare record the decision has fallen, and nothing changes it any more. From transaction version 2 on each end of a
 * transaction gives the producer a new epoch (KIP-890), so that nothing late can get into the next one.
 *
 * <p>What is there is what replaying the records gives (D8). Pure: no I/O, no clock, no thread.
 */
@NullMarked
package io.leat.log.transaction;

import org.jspecify.annotations.NullMarked;
