/** Proves that a plan leads to what is wanted, and what a state may become. */
@NullMarked
package io.leat.connect.lifecycle;

import org.jspecify.annotations.NullMarked;
