/**
 * The client side of Kafka Connect's REST: what the commands say to a worker, ours or Apache's.
 *
 * <p>Every failure is a {@link io.leat.cli.Problem} that says the next step.
 */
@NullMarked
package io.leat.cli.rest;

import org.jspecify.annotations.NullMarked;
