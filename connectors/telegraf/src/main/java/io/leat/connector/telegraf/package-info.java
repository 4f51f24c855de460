/** Part of Leat. */
@NullMarked
package io.leat.connector.telegraf;

import org.jspecify.annotations.NullMarked;
