@NullMarked
package io.leat.log.acl;

import org.jspecify.annotations.NullMarked;
