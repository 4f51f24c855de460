/** The group machine, simulated by seeds. */
@NullMarked
package io.leat.log.group;

import org.jspecify.annotations.NullMarked;
