/** Proves the converters that are written anew under Kafka's names. */
@NullMarked
package org.apache.kafka.connect.converters;

import org.jspecify.annotations.NullMarked;
