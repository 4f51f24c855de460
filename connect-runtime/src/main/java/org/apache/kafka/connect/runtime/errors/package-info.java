/** As {@link org.apache.kafka.connect.runtime}: the class through which a sink reaches the record as it was read. */
@NullMarked
package org.apache.kafka.connect.runtime.errors;

import org.jspecify.annotations.NullMarked;
