/**
 * The host's own numbers, named, typed and computed as Telegraf's inputs {@code cpu mem disk net system} do.
 *
 * <pre>
 *   text of /proc/stat, meminfo, net/dev, loadavg, uptime, self/mounts; bytes of utmp ─▶ values ─▶ fields of a metric
 * </pre>
 *
 * <p>Pure: texts in, values out. Who reads the files is {@link io.leat.connector.telegraf.HostMetricsSourceTask}'s business. A
 * line that does not have the form of its file is passed over: kernels differ, and what is known is still true.
 */
@NullMarked
package io.leat.connector.telegraf.host;

import org.jspecify.annotations.NullMarked;
