package io.leat.log.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.leat.log.partition.PartitionLog;
import io.leat.log.record.BatchReader;
import io.leat.log.record.BatchView;
import io.leat.log.record.BatchWriter;
import io.leat.log.record.Codec;
import io.leat.log.segment.ReadBuffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Texts as batches, and back. */
final class Batches {
    private Batches() {}

    /** One batch with a record for each value. */
    static ByteBuffer of(String... values) {
        BatchWriter writer = new BatchWriter(Codec.NONE, 100);
        for (String value : values) {
            writer.append(1, null, value.getBytes(UTF_8));
        }
        return writer.close();
    }

    /** Several batches behind each other. */
    static ByteBuffer chain(ByteBuffer... batches) {
        ByteBuffer all = ByteBuffer.allocate(10_000);
        for (ByteBuffer batch : batches) {
            all.put(batch);
        }
        return all.flip();
    }

    /** All values that a reader sees, in order. */
    static List<String> valuesOf(Partition partition) {
        PartitionLog log = partition.log();
        List<String> values = new ArrayList<>();
        ReadBuffer buffer = new ReadBuffer();
        BatchReader reader = new BatchReader();
        for (long offset = log.logStartOffset(); offset < log.highWatermark(); ) {
            ByteBuffer batches = log.read(offset, 100_000, buffer).batches();
            for (int at = batches.position(); at < batches.limit(); ) {
                BatchView batch = new BatchView(batches, at);
                reader.open(batch);
                while (reader.next()) {
                    values.add(new String(Objects.requireNonNull(reader.value()), UTF_8));
                }
                offset = batch.nextOffset();
                at += batch.sizeInBytes();
            }
        }
        return values;
    }
}
