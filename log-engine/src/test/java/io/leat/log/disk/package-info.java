/** Tests of the package of the same name, and the doubles they need. */
@NullMarked
package io.leat.log.disk;

import org.jspecify.annotations.NullMarked;
