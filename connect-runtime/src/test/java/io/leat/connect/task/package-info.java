/** Proves the parts of the loops that need no log. */
@NullMarked
package io.leat.connect.task;

import org.jspecify.annotations.NullMarked;
