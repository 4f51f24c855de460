/**
 * What {@code leat worker} and {@code leat demo} have in common: settings from four places, connector files, and a worker
 * on the embedded log in this process.
 */
@NullMarked
package io.leat.cli.worker;

import org.jspecify.annotations.NullMarked;
