/** Tests. */
@NullMarked
package io.leat.connector.csv;

import org.jspecify.annotations.NullMarked;
