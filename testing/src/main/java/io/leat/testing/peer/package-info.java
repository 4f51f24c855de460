/** What runs inside the processes of the peers, before Apache's own main class takes over. */
@NullMarked
package io.leat.testing.peer;

import org.jspecify.annotations.NullMarked;
