/** The worker: runs connectors and tasks, and reports on them. */
@NullMarked
package io.leat.connect.worker;

import org.jspecify.annotations.NullMarked;
