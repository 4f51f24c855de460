/**
 * Recorded histories in the manner of Jepsen's Kafka workload: Kafka's own clients work on a server that is killed and paused, all that
 * they asked and were told is recorded, and a pure checker judges the record.
 */
@NullMarked
package io.leat.log.history;

import org.jspecify.annotations.NullMarked;
