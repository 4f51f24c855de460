/**
 * What the log's clients do in a second on one core.
 *
 * <pre>
 *   AppendBenchmark   LocalProducer.send ─▶ batch ─▶ PartitionLog ─▶ page cache (acks=1) or disk (acks=all)
 *   ReadBenchmark     page cache ─▶ PartitionLog ─▶ batch ─▶ LocalConsumer.poll ─▶ ConsumerRecord
 * </pre>
 *
 * <p>One operation is one record with a value of 100 bytes and no key. The command is {@code benchmarks/run log}.
 */
@NullMarked
package io.leat.benchmarks.log;

import org.jspecify.annotations.NullMarked;
