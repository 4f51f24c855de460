/** The transaction machine, simulated by seeds. */
@NullMarked
package io.leat.log.transaction;

import org.jspecify.annotations.NullMarked;
