/** Leat's worker and Kafka Connect on a Kafka broker, the same connectors in one run. */
@NullMarked
package io.leat.benchmarks.connect;

import org.jspecify.annotations.NullMarked;
