/** Part of Leat. */
@NullMarked
package io.leat.log;

import org.jspecify.annotations.NullMarked;
