/**
 * {@code leat demo}: the pipeline of this machine's own metrics, and what it shows of it.
 *
 * <pre>
 *   worker ──look──▶ Snapshot ──▶ Frame ──▶ Screen       a terminal: one table, drawn over itself each second
 *                        │         └──────▶ a line each second, when the output is a file or a pipe
 *                        └ Rate
 * </pre>
 *
 * <p>{@code Snapshot}, {@code Rate} and {@code Frame} are pure.
 */
@NullMarked
package io.leat.cli.demo;

import org.jspecify.annotations.NullMarked;
