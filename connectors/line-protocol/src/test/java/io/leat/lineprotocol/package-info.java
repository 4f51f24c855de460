/** The grammar, sentence by sentence. */
@NullMarked
package io.leat.lineprotocol;

import org.jspecify.annotations.NullMarked;
