/** Proves the worker on a Kafka broker and on the embedded log, with connectors made to count, to hang and to fail. */
@NullMarked
package io.leat.connect.worker;

import org.jspecify.annotations.NullMarked;
