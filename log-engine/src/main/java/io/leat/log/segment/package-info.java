/**
 * One segment of a partition: a file of batches and the sparse indexes beside it, byte for byte as Apache Kafka 4.3 lays
 * them out.
 *
 * <pre>
 *   00000000000000000000.log        batches, one after the other
 *   00000000000000000000.index      8 bytes: last offset of a batch, relative; where the batch starts
 *   00000000000000000000.timeindex  12 bytes: greatest timestamp so far; the last offset of the batch that has it, relative
 *   00000000000000000000.txnindex   34 bytes: an aborted transaction; no file if there is none
 * </pre>
 *
 * <p>An entry is due for the first batch that starts more than {@code index.interval.bytes} after the one the last entry is
 * for. Indexes are a cache: {@link io.leat.log.segment.Segment#recover} makes them anew from the batches, and cuts the
 * file after the last whole one.
 *
 * <ul>
 *   <li>S1 one writer, any number of readers: readers see whole batches only, and need no lock.
 *   <li>S2 no batch leaves this package unless its checksum was right when it was read.
 * </ul>
 *
 * <p>Never: which offsets a batch gets, when to roll, what to delete, what is visible. That is for the partition.
 */
@NullMarked
package io.leat.log.segment;

import org.jspecify.annotations.NullMarked;
