/** Connectors that cost next to nothing, so that what is measured is the worker; installed in both workers. */
@NullMarked
package io.leat.benchmarks.connect.plugin;

import org.jspecify.annotations.NullMarked;
