/** The logs that the suites run on: a Kafka broker with the stock clients, and the embedded log. */
@NullMarked
package io.leat.connect.port;

import org.jspecify.annotations.NullMarked;
