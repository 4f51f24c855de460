/**
 * A broker's work, by Kafka's own tools and clients: {@code leat log}, and a Kafka broker, in one run.
 *
 * <pre>
 *   ProducerPerformance ─▶ server ─▶ ConsumerPerformance      records/s by the tool, processor time of the server by the system
 * </pre>
 *
 * <p>Both servers are there from the start; they take turns, and each figure is the best of several rounds, since the machine's
 * neighbours come and go. Both have the JVM options of Kafka's own scripts.
 */
@NullMarked
package io.leat.benchmarks.broker;

import org.jspecify.annotations.NullMarked;
