/** Where this process's log lines go. The only package that names Logback. */
@NullMarked
package io.leat.cli.logging;

import org.jspecify.annotations.NullMarked;
