/** Tests of the package of the same name, and the doubles they need. */
@NullMarked
package io.leat.log.clean;

import org.jspecify.annotations.NullMarked;
