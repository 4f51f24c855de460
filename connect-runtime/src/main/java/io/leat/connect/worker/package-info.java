/**
 * The worker: runs connectors and tasks, and reports on them.
 *
 * <pre>
 *   REST, command line ──▶ Operations ──▶ ConfigStore ──┐ changed
 *                              ▲ status                 ▼
 *                         StatusStore ◀── States ◀── Worker (thread connect-worker) ── Reconciler.plan
 *                                                       │ start, stop, switch     ▲ reports
 *                                                       ▼                         │
 *                              ConnectorInstance (thread connector-c)   TaskInstance (thread task-c-n)
 * </pre>
 *
 * <p>Plugin code never runs on a thread that anything else needs: each connector and each task has its own, and so has
 * each validation. An instance that does not stop in {@code task.shutdown.graceful.timeout.ms} is interrupted and left
 * behind; it can write nothing any more, and its successor starts. A connector that hangs costs itself alone.
 */
@NullMarked
package io.leat.connect.worker;

import org.jspecify.annotations.NullMarked;
