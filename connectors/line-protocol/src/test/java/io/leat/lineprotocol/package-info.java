/** Tests of the grammar: cases as data, seeded noise, and lines that come in pieces. */
@NullMarked
package io.leat.lineprotocol;

import org.jspecify.annotations.NullMarked;
