/** Tests of the host's texts: samples in, fields out. */
@NullMarked
package io.leat.connector.telegraf.host;

import org.jspecify.annotations.NullMarked;
