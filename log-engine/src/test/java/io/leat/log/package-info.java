/** The engine as a whole, on the real disk. */
@NullMarked
package io.leat.log;

import org.jspecify.annotations.NullMarked;
