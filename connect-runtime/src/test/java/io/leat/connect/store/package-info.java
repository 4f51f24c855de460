/** Proves that the worker's topics are Kafka Connect's, and that they are memory enough. */
@NullMarked
package io.leat.connect.store;

import org.jspecify.annotations.NullMarked;
