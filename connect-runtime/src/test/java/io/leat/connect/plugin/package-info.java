@NullMarked
package io.leat.connect.plugin;

import org.jspecify.annotations.NullMarked;
