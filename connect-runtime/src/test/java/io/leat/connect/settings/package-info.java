@NullMarked
package io.leat.connect.settings;

import org.jspecify.annotations.NullMarked;
