package io.leat.log.broker;

import java.nio.ByteBuffer;

/**
 * One partition's share of an append.
 *
 * @param batches one or more whole record batches (format v2), from position to limit. The broker writes offsets into them, so the
 *     buffer is the broker's until the append is answered.
 */
public record Part(Partition partition, ByteBuffer batches) {}
