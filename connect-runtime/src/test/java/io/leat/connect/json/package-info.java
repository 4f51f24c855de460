@NullMarked
package io.leat.connect.json;

import org.jspecify.annotations.NullMarked;
