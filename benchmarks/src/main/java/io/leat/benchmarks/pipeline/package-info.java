/**
 * The main job end to end: Telegraf lines from a file, through a topic, to CSV files.
 *
 * <pre>
 *   lines.txt ─▶ TelegrafSourceConnector ─▶ topic ─▶ CsvSinkConnector ─▶ *.csv      on Leat
 *   lines.txt ─▶ the same plugin         ─▶ topic ─▶ the same plugin  ─▶ *.csv      on Apache's worker and broker
 * </pre>
 *
 * <p>Both sides run in the same run, one after the other, with the same connectors, settings and input. The clock starts when
 * the connectors are submitted over REST and stops when the last row is in the files.
 */
@NullMarked
package io.leat.benchmarks.pipeline;

import org.jspecify.annotations.NullMarked;
