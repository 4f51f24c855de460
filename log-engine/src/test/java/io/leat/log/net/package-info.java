@NullMarked
package io.leat.log.net;

import org.jspecify.annotations.NullMarked;
