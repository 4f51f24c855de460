/** The wiring of a worker: log, plugins, worker and REST. Nothing below knows it. */
@NullMarked
package io.leat.connect;

import org.jspecify.annotations.NullMarked;
