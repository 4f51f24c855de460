/** Part of Leat. */
@NullMarked
package io.leat.benchmarks;

import org.jspecify.annotations.NullMarked;
