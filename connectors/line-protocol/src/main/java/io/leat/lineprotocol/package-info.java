/**
 * InfluxDB line protocol: bytes in, values out.
 *
 * <pre>
 *   measurement{,tag=value} field=value{,field=value} [timestamp]
 *        │                        │
 *        ▼                        ▼
 *   bytes ─▶ LineParser.next() ─▶ a view on one point ─▶ Point, where a value is wanted
 * </pre>
 *
 * <p>The grammar is {@code line-protocol.ebnf} of influxdata/line-protocol. Where its readers differ, this one does as
 * Telegraf's does: inside a string only {@code \"} and {@code \\} are escapes, and a real newline is part of the string.
 *
 * <p>A bad line costs itself alone: the parser reports it with line, column and what was expected, and goes on at the next line.
 * The only exception that leaves this package for any bytes whatever is {@link io.leat.lineprotocol.LineProtocolException}.
 *
 * <p>Pure: nothing here opens a file or socket, reads a clock or starts a thread.
 */
@NullMarked
package io.leat.lineprotocol;

import org.jspecify.annotations.NullMarked;
