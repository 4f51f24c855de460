/**
 * CSV as values: which columns a record has, what a cell says, what a file is called, what is remembered between runs.
 *
 * <pre>
 *   record value ─▶ ValueReader ─▶ RowBuilder ─▶ RowBatch ─▶ (file) ─▶ bytes
 *                                     │
 *                                  Columns ─▶ Header   every field name seen so far, sorted
 * </pre>
 *
 * <p>Invariants, cited by name where they are kept:
 *
 * <ul>
 *   <li>C1 a header is sorted by code unit, and grows only: a column, once seen, is in every later file of its partition;
 *   <li>C2 a record is taken whole or not at all: a bad one leaves neither cells nor columns behind;
 *   <li>C3 a cell has one source: two fields of a record that would meet in one column make the record bad.
 * </ul>
 *
 * <p>Pure: nothing here opens a file, reads a clock or starts a thread.
 */
@NullMarked
package io.leat.connector.csv.format;

import org.jspecify.annotations.NullMarked;
