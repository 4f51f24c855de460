/** Proves the wiring: log, worker and REST in one process. */
@NullMarked
package io.leat.connect;

import org.jspecify.annotations.NullMarked;
