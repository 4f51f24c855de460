/**
 * The two loops, each readable top to bottom, and what a task sees of the worker.
 *
 * <pre>
 *   SourceLoop   poll ─▶ convert ─▶ append records and offsets, all or nothing ─▶ commitRecord, commit
 *   SinkLoop     commit if due ─▶ poll ─▶ convert ─▶ put, and again if it says so
 * </pre>
 *
 * <p>A loop runs on the thread {@code task-<connector>-<n>} from the first line of plugin code to the last; other threads
 * reach it through {@link io.leat.connect.task.LoopControl} and see it through {@link
 * io.leat.connect.task.TaskCounters}. D1 and D9 are kept in {@code SourceLoop}, D2 in {@code SinkLoop}, D7 in {@code
 * GuardedConversion}. Clocks, counters and offsets are touched once per batch, never per record.
 */
@NullMarked
package io.leat.connect.task;

import org.jspecify.annotations.NullMarked;
