/**
 * What topics there are: names, ids, partitions and configs, as values.
 *
 * <pre>
 *   command ──▶ Catalogue.create/grow/… ──▶ CatalogueRecord ──▶ (logged by broker) ──▶ Catalogue.apply
 * </pre>
 *
 * <p>State is what replaying the records gives (D8). Pure: nothing here opens a file, reads a clock or starts a thread.
 */
@NullMarked
package io.leat.log.topic;

import org.jspecify.annotations.NullMarked;
