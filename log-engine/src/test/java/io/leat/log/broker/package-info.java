/** The broker on disks that fail, and beside Kafka's own tools. */
@NullMarked
package io.leat.log.broker;

import org.jspecify.annotations.NullMarked;
