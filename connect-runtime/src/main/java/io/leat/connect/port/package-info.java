/**
 * The port between worker and log: Kafka's own client interfaces, and the little that is asked of an administrator.
 *
 * <p>The embedded log stands behind it as {@code EmbeddedLog}; a test stands a Kafka broker behind
 * it with the stock clients, and runs the same suites on both.
 */
@NullMarked
package io.leat.connect.port;

import org.jspecify.annotations.NullMarked;
