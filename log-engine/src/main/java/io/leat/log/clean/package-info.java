/**
 * Compaction: of each key the newest record stays, and what is older goes, with Kafka's rules and Kafka's files.
 *
 * <pre>
 *   Cleanable    which offsets, and whether it is worth it          decides
 *   OffsetMap    the newest offset of each key in the dirty part     decides
 *   TransactionsRead, Retention   what of a batch stays              decide
 *   Grouping     which segments become one                           decides
 *      ▼
 *   Cleaner      reads segments ─▶ .cleaned ─▶ PartitionLog.replace  acts
 * </pre>
 *
 * <pre>
 *   log start ……… clean ……… first dirty ……… dirty ……… first uncleanable ……… active segment ……… log end
 * </pre>
 *
 * <ul>
 *   <li>C1 offsets never change: a batch that stays keeps its first and last offset, a record keeps its own.
 *   <li>C2 what is not decided is not touched: nothing from the last stable offset on, and never the active segment.
 *   <li>C3 a record goes only if one that replaces it is as durable as it was: what is cleaned was flushed before.
 *   <li>C4 a crash at any step leaves what was there or what replaces it, whole.
 * </ul>
 *
 * <p>Never: which partition is next, and on which thread. That is for the broker.
 */
@NullMarked
package io.leat.log.clean;

import org.jspecify.annotations.NullMarked;
