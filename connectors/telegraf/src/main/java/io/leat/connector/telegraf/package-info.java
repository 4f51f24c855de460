/**
 * Telegraf's metrics into a topic: sources that listen, follow a file, or read this machine itself. Connect plugins that run in
 * Leat and in Apache's own worker.
 *
 * <pre>
 *   HTTP  ─┐                 a batch is answered when its records are in the log
 *   TCP   ─┼─▶ Intake ─▶ TelegrafSourceTask.poll ─▶ records ─▶ (worker) ─▶ commitRecord ─┐
 *   UDP   ─┘     ▲                                                                        │
 *   file  ─▶ poll └───────────────────────────────────────────────────────────────────────┘
 *   /proc ─▶ HostMetricsSourceTask.poll ─▶ records
 * </pre>
 *
 * <p>This package wires the connectors and reads the host; {@link io.leat.connector.telegraf.metric} and
 * {@link io.leat.connector.telegraf.host} are pure.
 */
@NullMarked
package io.leat.connector.telegraf;

import org.jspecify.annotations.NullMarked;
