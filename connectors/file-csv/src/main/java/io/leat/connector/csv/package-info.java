/**
 * The CSV sink: a Connect plugin that runs in Leat and in Apache's own worker.
 *
 * <pre>
 *   put ─▶ CsvSinkTask ─▶ PartitionSink ─ stage ─▶ format: value → rows
 *                                     └── write ─▶ file: rows → bytes on disk, state beside them
 * </pre>
 *
 * <p>This package wires; {@link io.leat.connector.csv.format} is pure, and {@link io.leat.connector.csv.file} alone touches
 * the disk.
 */
@NullMarked
package io.leat.connector.csv;

import org.jspecify.annotations.NullMarked;
