/**
 * The worker's memory: three compacted topics, each read as a map.
 *
 * <pre>
 *   ConfigStore  StatusStore  OffsetStore      what the records mean: Kafka Connect's formats, byte for byte
 *        ▲ apply      │ write      ▲ apply
 *        └────────── CompactedTopics ──────── one producer, one consumer, thread connect-store
 *                         │ ▲
 *                       LogPort
 * </pre>
 *
 * <p>D8: a store's state is what replaying its topic gives; nothing changes it but a record read back from the log.
 * That is why a write returns when it has been read back, and why another worker, or Kafka Connect itself, can go on
 * from the same topics. A record that does not follow the format is reported and skipped, never guessed at.
 */
@NullMarked
package io.leat.connect.store;

import org.jspecify.annotations.NullMarked;
