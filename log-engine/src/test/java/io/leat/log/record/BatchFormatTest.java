package io.leat.log.record;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leat.testing.Seeded;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our batches and Kafka's own are the same bytes: each side reads what the other wrote. */
class BatchFormatTest {

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
    void kafkaReadsWhatWeWrite(String codec) {
        Random random = new Random(codec.hashCode());
        for (int round = 0; round < 50; round++) {
            List<SimpleRecord> records = records(random);
            BatchWriter writer = new BatchWriter(Codec.named(codec), 64);
            writer.producer(7, (short) 2, Integer.MAX_VALUE - 1);
            writer.transactional();
            records.forEach(record ->
                    writer.append(record.timestamp(), bytes(record.key()), bytes(record.value()), record.headers()));
            int bound = records.stream()
                    .mapToInt(record ->
                            BatchWriter.sizeAtMost(bytes(record.key()), bytes(record.value()), record.headers()))
                    .sum();
            assertThat(writer.sizeInBytes()).isLessThanOrEqualTo(BatchView.HEADER_SIZE + bound);
            ByteBuffer bytes = writer.close();
            BatchView.at(bytes).place(1234, 9);
            MutableRecordBatch batch =
                    MemoryRecords.readableRecords(bytes).batches().iterator().next();
            batch.ensureValid();
            assertThat(batch.compressionType()).isEqualTo(CompressionType.forName(codec));
            assertThat(batch.producerId()).isEqualTo(7);
            assertThat(batch.lastSequence()).isEqualTo(BatchView.at(bytes).lastSequence());
            assertThat(batch.isTransactional()).isTrue();
            assertThat(batch.partitionLeaderEpoch()).isEqualTo(9);
            assertThat(batch.nextOffset()).isEqualTo(1234 + records.size());
            assertThat(batch.maxTimestamp()).isEqualTo(BatchView.at(bytes).maxTimestamp());
            List<SimpleRecord> read = new ArrayList<>();
            for (Record record : batch) {
                read.add(new SimpleRecord(record));
            }
            assertThat(read).isEqualTo(records);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
    void weReadWhatKafkaWrites(String codec) {
        Random random = new Random(31L * codec.hashCode());
        BatchReader reader = new BatchReader();
        for (int round = 0; round < 50; round++) {
            List<SimpleRecord> records = records(random);
            MemoryRecords written =
                    MemoryRecords.withRecords(55, Compression.of(codec).build(), records.toArray(SimpleRecord[]::new));
            BatchView batch = BatchView.at(written.buffer());
            assertThat(batch.isIntact()).isTrue();
            assertThat(batch.count()).isEqualTo(records.size());
            reader.open(batch);
            List<SimpleRecord> read = new ArrayList<>();
            while (reader.next()) {
                assertThat(reader.offset()).isEqualTo(55 + read.size());
                assertThat(reader.headersAreWhole()).isTrue();
                read.add(new SimpleRecord(reader.timestamp(), reader.key(), reader.value(), reader.headers()));
            }
            assertThat(reader.isAtEnd()).isTrue();
            assertThat(read).isEqualTo(records);
        }
    }

    @Seeded(5)
    void bytesThatAreNotABatchEndInAnErrorAndNothingElse(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 3000; round++) {
            byte[] bytes = batchWithNoise(random);
            try {
                BatchReader reader = new BatchReader(10_000).open(BatchView.at(ByteBuffer.wrap(bytes)));
                while (reader.next()) {
                    assertThat(reader.keySize() + reader.valueSize()).isLessThanOrEqualTo(bytes.length);
                    assertThat(reader.headers()).hasSize(reader.headerCount());
                    reader.key();
                    reader.value();
                }
            } catch (InvalidRecordException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "snappy", "lz4", "zstd"})
    void aBatchThatUnpacksToMoreThanIsAllowedIsRefused(String codec) {
        BatchWriter writer = new BatchWriter(Codec.named(codec), 64);
        writer.append(1, null, new byte[5_000_000]);
        BatchView bomb = BatchView.at(writer.close());
        assertThat(bomb.sizeInBytes()).isLessThan(500_000);
        assertThatThrownBy(() -> new BatchReader(1_000_000).open(bomb))
                .isInstanceOf(InvalidRecordException.class)
                .hasMessageContaining("more than 1000000 bytes");
        assertThat(new BatchReader().open(bomb).next()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 12, 999})
    void recordsOfABatchWithAppendTimeAllHaveThatTime(long now) {
        BatchWriter writer = new BatchWriter(Codec.NONE, 64);
        writer.append(5, null, new byte[1]);
        writer.append(9, null, new byte[1]);
        BatchView batch = BatchView.at(writer.close());
        batch.stampAppendTime(now);
        assertThat(batch.isIntact()).isTrue();
        assertThat(batch.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
        BatchReader reader = new BatchReader().open(batch);
        while (reader.next()) {
            assertThat(reader.timestamp()).isEqualTo(now);
        }
    }

    private static byte[] batchWithNoise(Random random) {
        BatchWriter writer = new BatchWriter(Codec.NONE, 64);
        for (SimpleRecord record : records(random)) {
            writer.append(record.timestamp(), bytes(record.key()), bytes(record.value()), record.headers());
        }
        byte[] bytes = new byte[writer.sizeInBytes()];
        writer.close().get(bytes);
        for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
            int at = BatchView.HEADER_SIZE + random.nextInt(bytes.length - BatchView.HEADER_SIZE);
            bytes[at] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static List<SimpleRecord> records(Random random) {
        List<SimpleRecord> records = new ArrayList<>();
        for (int i = random.nextInt(20); i >= 0; i--) {
            long timestamp =
                    random.nextInt(10) == 0 ? random.nextLong() >>> 2 : 1_700_000_000_000L + random.nextInt(100_000);
            Header[] headers = new Header[random.nextInt(3)];
            for (int h = 0; h < headers.length; h++) {
                headers[h] = new RecordHeader("h€" + random.nextInt(), some(random));
            }
            records.add(new SimpleRecord(timestamp, some(random), some(random), headers));
        }
        return records;
    }

    private static byte @Nullable [] some(Random random) {
        int kind = random.nextInt(10);
        if (kind == 0) {
            return null;
        }
        byte[] bytes = new byte[kind == 1 ? random.nextInt(20_000) : random.nextInt(100)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte @Nullable [] bytes(@Nullable ByteBuffer buffer) {
        return buffer == null ? null : requireNonNull(Utils.toNullableArray(buffer));
    }
}
