/** The catalogue. */
@NullMarked
package io.leat.log.topic;

import org.jspecify.annotations.NullMarked;
