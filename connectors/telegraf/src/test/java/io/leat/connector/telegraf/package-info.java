/** Tests of the connectors as a worker runs them: real files, real sockets, a clock that the test moves. */
@NullMarked
package io.leat.connector.telegraf;

import org.jspecify.annotations.NullMarked;
