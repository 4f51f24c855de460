/** Proves what becomes of one record, and of one that fails. */
@NullMarked
package io.leat.connect.pipeline;

import org.jspecify.annotations.NullMarked;
