/**
 * The doors: sockets and files that bring lines, and the way of their records into the topic.
 *
 * <pre>
 *   HttpListener ─┐  LineStream: bytes ─▶ lines       ┌─▶ task.poll ─▶ worker ─▶ task.commitRecord
 *   TcpListener  ─┼─▶ LineReader: lines ─▶ records ─▶ Intake                          │
 *   UdpListener  ─┘                                     ▲                             ▼
 *                                                       └── Delivery: all in the log, or time is up ─▶ reply
 *   FileFollower ─▶ task.poll
 * </pre>
 *
 * <p>Invariants, cited by name where they are kept:
 *
 * <ul>
 *   <li>T1 a sender hears "written" only when its records are in the log (D1);
 *   <li>T2 every size from outside has a limit: line, body after decompression, connections, records that wait;
 *   <li>T3 a bad line is counted, and said to the sender where there is a way, else in the log (D7).
 * </ul>
 *
 * <p>Nothing here knows Kafka or the worker.
 */
@NullMarked
package io.leat.connector.telegraf.listen;

import org.jspecify.annotations.NullMarked;
