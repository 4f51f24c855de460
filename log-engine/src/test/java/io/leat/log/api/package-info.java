/** What is served, tried with Kafka's own clients and tools. */
@NullMarked
package io.leat.log.api;

import org.jspecify.annotations.NullMarked;
