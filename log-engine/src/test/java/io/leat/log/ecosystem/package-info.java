/** Programs that others wrote for Kafka, unmodified, on this log. */
@NullMarked
package io.leat.log.ecosystem;

import org.jspecify.annotations.NullMarked;
