/** Tests of the clients. {@code ClientContract} runs against Leat and against a real Kafka; the rest proves what is ours alone. */
@NullMarked
package io.leat.log.client;

import org.jspecify.annotations.NullMarked;
