/** Settings of the broker and of topics. */
@NullMarked
package io.leat.log.settings;

import org.jspecify.annotations.NullMarked;
