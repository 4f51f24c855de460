/**
 * Metrics as Connect records: one metric, one record.
 *
 * <pre>
 *   Metric, or a line ─▶ RecordMaker ─▶ SourceRecord   key: the host tag; value: struct or map; timestamp: the metric's
 *                            │
 *                      MetricSchemas                    one schema for each set of field names and types, made once
 * </pre>
 *
 * <p>Pure: nothing here opens a file or a socket, reads a clock or starts a thread.
 */
@NullMarked
package io.leat.connector.telegraf.metric;

import org.jspecify.annotations.NullMarked;
