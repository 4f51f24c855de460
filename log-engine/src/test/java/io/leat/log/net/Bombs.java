package io.leat.log.net;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceDataCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.utils.ByteBufferOutputStream;
import org.apache.kafka.common.utils.ByteUtils;

/** Requests that are small on the wire and would be large in memory. */
final class Bombs {
    private static final int PIECE = 1 << 16;

    private Bombs() {}

    /** Metadata, version 0, in its frame: of so many topics, all without a name. */
    static byte[] names(int count) {
        int size = 2 + 2 + 4 + 2 + 4 + 2 * count;
        return ByteBuffer.allocate(4 + size)
                .putInt(size)
                .putShort(ApiKeys.METADATA.id)
                .putShort((short) 0)
                .putInt(Frames.CORRELATION)
                .putShort((short) -1)
                .putInt(count)
                .array();
    }

    /** Produce, version 7, of a batch with one record of so many zeros. */
    static ProduceRequest batch(String topic, CompressionType codec, int zeros) throws IOException {
        PartitionProduceData partition =
                new PartitionProduceData().setIndex(0).setRecords(MemoryRecords.readableRecords(zeros(codec, zeros)));
        TopicProduceDataCollection topics = new TopicProduceDataCollection();
        topics.add(
                new TopicProduceData().setName(topic).setTopicId(Uuid.ZERO_UUID).setPartitionData(List.of(partition)));
        return new ProduceRequest(
                new ProduceRequestData().setAcks((short) 1).setTimeoutMs(1_000).setTopicData(topics), (short) 7);
    }

    private static ByteBuffer zeros(CompressionType codec, int zeros) throws IOException {
        ByteBufferOutputStream bytes = new ByteBufferOutputStream(1 << 20);
        bytes.position(DefaultRecordBatch.RECORD_BATCH_OVERHEAD);
        try (OutputStream out = Compression.of(codec).build().wrapForOutput(bytes, RecordBatch.CURRENT_MAGIC_VALUE)) {
            DataOutputStream record = new DataOutputStream(out);
            ByteUtils.writeVarint(1 + 1 + 1 + 1 + ByteUtils.sizeOfVarint(zeros) + zeros + 1, record);
            record.write(new byte[3]); // Attributes, and the differences of time and offset.
            ByteUtils.writeVarint(-1, record);
            ByteUtils.writeVarint(zeros, record);
            for (int left = zeros; left > 0; left -= PIECE) {
                record.write(new byte[Math.min(left, PIECE)]);
            }
            ByteUtils.writeVarint(0, record);
        }
        ByteBuffer batch = bytes.buffer().flip();
        DefaultRecordBatch.writeHeader(
                batch,
                0,
                0,
                batch.limit(),
                RecordBatch.CURRENT_MAGIC_VALUE,
                codec,
                TimestampType.CREATE_TIME,
                0,
                0,
                RecordBatch.NO_PRODUCER_ID,
                RecordBatch.NO_PRODUCER_EPOCH,
                RecordBatch.NO_SEQUENCE,
                false,
                false,
                false,
                0,
                1);
        return batch.position(0);
    }
}
