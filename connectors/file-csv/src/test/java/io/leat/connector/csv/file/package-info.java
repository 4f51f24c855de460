/** Tests. */
@NullMarked
package io.leat.connector.csv.file;

import org.jspecify.annotations.NullMarked;
