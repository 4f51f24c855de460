/**
 * The listener: frames of the Kafka protocol in, answers out.
 *
 * <pre>
 *   log-accept-NAME ── socket ──▶ log-net-N: select ─ read frames ─ parse ─ Routes.answer ─ queue of answers ─ write
 * </pre>
 *
 * <ul>
 *   <li>D6: answers leave a connection in the order of its requests.
 *   <li>One thread has a connection for life: its requests are begun, and its answers sent, there and nowhere else.
 *   <li>What is not the protocol, or too large, or not served, ends that connection with one line in the log; the others go on.
 *   <li>Memory for requests comes from one bounded pool; who reads no answers is not read from.
 * </ul>
 */
@NullMarked
package io.leat.log.net;

import org.jspecify.annotations.NullMarked;
