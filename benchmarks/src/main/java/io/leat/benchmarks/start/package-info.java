/** What a start of a worker takes, from the command to the first answer of REST. */
@NullMarked
package io.leat.benchmarks.start;

import org.jspecify.annotations.NullMarked;
