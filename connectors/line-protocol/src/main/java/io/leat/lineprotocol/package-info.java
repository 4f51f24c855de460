/**
 * InfluxDB's line protocol, which is what Telegraf speaks: bytes in, values out, and back.
 *
 * <pre>
 *   cpu,cpu=cpu0,host=loaner usage_idle=68.75,usage_user=25 1568760922000000000
 *   └┬┘ └────────┬─────────┘ └─────────────┬──────────────┘ └────────┬────────┘
 *  measurement  tags                     fields                  timestamp
 *
 *   bytes ─▶ LineParser ─▶ LineView   one line at a time, reused: no object per line
 *                 │    └─▶ LineError  where, what was expected, what was found; parsing goes on at the next line
 *                 └──────▶ Point      a line as a value, for who has one line in hand
 *   Point, values ─▶ LineWriter ─▶ bytes
 * </pre>
 *
 * <p>The grammar is that of influxdata/line-protocol. Where that project's Go decoder and Telegraf's own parser differ on what a
 * line says, Telegraf is followed: a backslash in a string stands for itself unless a quote or a backslash comes after it, so
 * {@code \n} stays two characters.
 *
 * <p>Invariants, cited by name where they are kept:
 *
 * <ul>
 *   <li>L1 a bad line costs itself alone: the lines before and after it are read;
 *   <li>L2 whatever the bytes, the parser returns: it throws nothing, and it reads each byte a bounded number of times;
 *   <li>L3 what is read is what was written: no value is rounded, clipped or replaced, it is refused instead.
 * </ul>
 *
 * <p>Pure: nothing here opens a file or a socket, reads a clock or starts a thread.
 */
@NullMarked
package io.leat.lineprotocol;

import org.jspecify.annotations.NullMarked;
