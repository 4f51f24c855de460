@NullMarked
package io.leat.cli.logging;

import org.jspecify.annotations.NullMarked;
