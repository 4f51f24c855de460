/** Text for terminals: pure, values in and lines out. */
@NullMarked
package io.leat.cli.text;

import org.jspecify.annotations.NullMarked;
