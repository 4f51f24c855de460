/** Tests. */
@NullMarked
package io.leat.connector.csv.format;

import org.jspecify.annotations.NullMarked;
