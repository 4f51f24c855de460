/**
 * What connectors and tasks may be in, and what must be done about it. Pure: no thread, no clock, no topic.
 *
 * <pre>
 *   config topic ──▶ Wanted ─┐
 *                            ├─▶ Reconciler.plan ─▶ [Operation, …] ─▶ the worker runs them
 *   instances   ──▶ Actual ──┘
 * </pre>
 *
 * <p>A plan is computed from what is wanted and what is there, never from what happened in between: running it twice
 * does nothing the second time. An instance that must go is asked to stop first, and its successor starts in a later
 * plan, when it is gone; so there are never two of one connector or task.
 */
@NullMarked
package io.leat.connect.lifecycle;

import org.jspecify.annotations.NullMarked;
