/**
 * The command line: {@code leat worker}, {@code leat demo}, {@code leat connectors}.
 *
 * <pre>
 *   Leat ──────────────── WorkerCall ─────────┐    a plain command line of a worker: no picocli, a faster start
 *    └─── Commands ──┬─── WorkerCommand ──────┤    all others, help and errors
 *          picocli   ├─── DemoCommand ────────┴─── worker: log engine + Connect worker + REST in this process
 *                    └─── ConnectorsCommand ────── rest: HTTP to a worker anywhere
 * </pre>
 *
 * <p>It wires the other modules and nobody uses it. Every way a command ends is in {@link io.leat.cli.ExitCode}; every
 * error is a {@link io.leat.cli.Problem} that says the next step. No stack trace reaches a person unless
 * {@code LEAT_TRACE} is set.
 */
@NullMarked
package io.leat.cli;

import org.jspecify.annotations.NullMarked;
