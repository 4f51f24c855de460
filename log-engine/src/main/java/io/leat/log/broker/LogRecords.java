package io.leat.log.broker;

import io.leat.log.record.BatchReader;
import io.leat.log.record.BatchView;
import io.leat.log.segment.ReadBuffer;
import java.nio.ByteBuffer;

/** All batches of a partition, for those who replay an internal topic. */
final class LogRecords {
    private static final int READ_BYTES = 1024 * 1024;

    private LogRecords() {}

    /** Told of a batch that has records, and given a reader that stands before the first of them. */
    interface Visitor {
        void visit(BatchView batch, BatchReader records);
    }

    /** Hands over the batches there are, in their order. */
    static void each(Partition partition, Visitor visitor) {
        ReadBuffer buffer = new ReadBuffer();
        BatchReader reader = new BatchReader();
        long offset = partition.log().logStartOffset();
        while (offset < partition.log().highWatermark()) {
            ByteBuffer batches =
                    partition.log().read(offset, READ_BYTES, buffer).batches();
            for (int at = batches.position(); at < batches.limit(); ) {
                BatchView batch = new BatchView(batches, at);
                if (batch.count() > 0) {
                    visitor.visit(batch, reader.open(batch));
                }
                offset = batch.nextOffset();
                at += batch.sizeInBytes();
            }
        }
    }
}
