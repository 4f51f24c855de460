package io.leat.log.partition;

import io.leat.log.record.BatchReader;
import io.leat.log.record.BatchView;
import io.leat.log.segment.ReadBuffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Reads a partition as a consumer does. */
final class LogReads {

    private LogReads() {}

    /** A record as a consumer sees it; bytes as text of their values, so that it compares and prints. */
    record Seen(long offset, long timestamp, String key, String value, List<String> headers) {
        static String text(byte @Nullable [] bytes) {
            return Arrays.toString(bytes);
        }
    }

    /** All data records from {@code from} to the high watermark, at most {@code maxBytes} at a time. */
    static List<Seen> all(PartitionLog log, long from, int maxBytes) {
        List<Seen> seen = new ArrayList<>();
        ReadBuffer memory = new ReadBuffer();
        long offset = from;
        while (offset < log.highWatermark()) {
            ByteBuffer batches = log.read(offset, maxBytes, memory).batches();
            if (!batches.hasRemaining()) {
                throw new AssertionError("nothing at offset %d of %s".formatted(offset, log));
            }
            offset = add(batches, from, seen);
        }
        return seen;
    }

    /** Adds the records of {@code batches} from offset {@code from} on; returns the offset after them. */
    static long add(ByteBuffer batches, long from, List<Seen> seen) {
        BatchReader reader = new BatchReader();
        long next = from;
        for (int at = batches.position(); at < batches.limit(); ) {
            BatchView batch = new BatchView(batches, at);
            reader.open(batch);
            while (!batch.isControl() && reader.next()) {
                if (reader.offset() >= from) {
                    seen.add(new Seen(
                            reader.offset(),
                            reader.timestamp(),
                            Seen.text(reader.key()),
                            Seen.text(reader.value()),
                            headers(reader.headers())));
                }
            }
            next = batch.nextOffset();
            at += batch.sizeInBytes();
        }
        return next;
    }

    private static List<String> headers(Header[] headers) {
        return Stream.of(headers)
                .map(header -> header.key() + "=" + Seen.text(header.value()))
                .toList();
    }
}
