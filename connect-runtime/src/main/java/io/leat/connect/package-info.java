/** Part of Leat. */
@NullMarked
package io.leat.connect;

import org.jspecify.annotations.NullMarked;
