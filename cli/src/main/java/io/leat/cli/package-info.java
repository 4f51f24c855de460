/**
 * The command line: {@code leat worker}, {@code leat log}, {@code leat demo}, {@code leat connectors}, and Kafka's tools.
 *
 * <pre>
 *   Leat ──────────────── WorkerCall ─────────┐    a plain command line of a worker: no picocli, a faster start
 *    └─── Commands ──┬─── WorkerCommand ──────┤    all others, help and errors
 *          picocli   ├─── DemoCommand ────────┴─── worker: log engine + Connect worker + REST in this process
 *                    ├─── LogCommand ───────────── worker: the log engine alone
 *                    ├─── ConnectorsCommand ────── rest: HTTP to a worker anywhere
 *                    └─── TopicsCommand, … ─────── kafka: Kafka's protocol to a log anywhere
 * </pre>
 *
 * <p>It wires the other modules and nobody uses it. Every way a command ends is in {@link io.leat.cli.ExitCode}; every
 * error is a {@link io.leat.cli.Problem} that says the next step. No stack trace reaches a person unless
 * {@code LEAT_TRACE} is set.
 */
@NullMarked
package io.leat.cli;

import org.jspecify.annotations.NullMarked;
