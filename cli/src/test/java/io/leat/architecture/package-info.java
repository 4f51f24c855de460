/** Rules about the shape of the code itself: {@code ARCHITECTURE.md}, checked. */
@NullMarked
package io.leat.architecture;

import org.jspecify.annotations.NullMarked;
