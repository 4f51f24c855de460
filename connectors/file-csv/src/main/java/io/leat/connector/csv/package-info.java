/** Part of Leat. */
@NullMarked
package io.leat.connector.csv;

import org.jspecify.annotations.NullMarked;
