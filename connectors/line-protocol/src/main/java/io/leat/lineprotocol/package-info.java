/** Part of Leat. */
@NullMarked
package io.leat.lineprotocol;

import org.jspecify.annotations.NullMarked;
