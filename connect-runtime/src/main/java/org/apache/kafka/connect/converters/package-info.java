/**
 * Converters whose names configurations already have. Kafka ships them inside its worker ({@code connect-runtime}),
 * which is never part of this product; so they are written anew here, under the names by which they are configured.
 */
@NullMarked
package org.apache.kafka.connect.converters;

import org.jspecify.annotations.NullMarked;
