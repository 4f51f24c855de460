package io.leat.log.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BatchRulesTest {
    private static final long NOW = 1_000_000;
    private static final BatchRules PLAIN = rules(false, TimestampType.CREATE_TIME, null);

    @Test
    void aGoodBatchIsAdmittedAsItIs() {
        ByteBuffer batch = batch(writer -> writer.append(NOW, null, new byte[3]));
        assertThat(PLAIN.admitForeign(batch, NOW)).isEqualTo(batch);
    }

    @Test
    void aFlippedBitAnywhereUnderTheChecksumIsFound() {
        for (int at = BatchView.CRC_AT; at < batchOfOne().limit(); at++) {
            ByteBuffer batch = batchOfOne();
            batch.put(at, (byte) (batch.get(at) ^ 4));
            assertThatThrownBy(() -> PLAIN.admitForeign(batch, NOW))
                    .isInstanceOf(CorruptRecordException.class)
                    .hasMessageContaining("checksum");
        }
    }

    @Test
    void aCutBatchIsCorrupt() {
        ByteBuffer batch = batchOfOne();
        for (int size = 0; size < batch.limit(); size++) {
            ByteBuffer cut = batch.slice(0, size);
            assertThatThrownBy(() -> PLAIN.admitForeign(cut, NOW)).isInstanceOf(CorruptRecordException.class);
        }
    }

    @Test
    void aClientSendsOneBatchNoMarkersAndCountsRightly() {
        ByteBuffer two =
                ByteBuffer.allocate(500).put(batchOfOne()).put(batchOfOne()).flip();
        refused(two, InvalidRecordException.class, "exactly one batch");
        refused(
                batch(writer -> {
                    writer.control();
                    writer.append(NOW, null, null);
                }),
                InvalidRecordException.class,
                "control batch");
        refused(changed(57, 2), InvalidRecordException.class, "spans 1 offsets");
        refused(changed(57, 0), InvalidRecordException.class, "has no record");
        ByteBuffer claimsTwo = batchOfOne();
        claimsTwo.putInt(57, 2).putInt(23, 1);
        refused(hashed(claimsTwo), InvalidRecordException.class, "malformed");
        refused(
                batch(writer -> {
                    writer.producer(1, (short) 0, -1);
                    writer.append(NOW, null, null);
                }),
                InvalidRecordException.class,
                "the sequence -1");
        ByteBuffer old = batchOfOne();
        old.put(16, (byte) 1);
        refused(old, InvalidRecordException.class, "format 1");
    }

    @Test
    void aCompactedTopicNeedsAKeyFromClientsAndFromThisProcess() {
        BatchRules compacted = rules(true, TimestampType.CREATE_TIME, null);
        ByteBuffer keyless = batch(writer -> {
            writer.append(NOW, new byte[1], null);
            writer.append(NOW, null, new byte[1]);
        });
        assertThatThrownBy(() -> compacted.admitForeign(keyless, NOW))
                .isInstanceOf(InvalidRecordException.class)
                .hasMessageContaining("no key at index 1");
        assertThatThrownBy(() -> compacted.admitOwn(keyless, NOW)).isInstanceOf(InvalidRecordException.class);
    }

    @Test
    void aTimestampOutsideOfTheWindowIsRefusedInBothDirections() {
        BatchRules narrow = new BatchRules(false, TimestampType.CREATE_TIME, 100, 50, null);
        for (long good : new long[] {NOW - 100, NOW + 50, BatchView.NO_TIMESTAMP}) {
            assertThat(narrow.admitForeign(batch(writer -> writer.append(good, null, null)), NOW)
                            .hasRemaining())
                    .isTrue();
            assertThat(narrow.admitOwn(batch(writer -> writer.append(good, null, null)), NOW)
                            .hasRemaining())
                    .isTrue();
        }
        for (long bad : new long[] {NOW - 101, NOW + 51}) {
            ByteBuffer batch = batch(writer -> writer.append(bad, null, null));
            assertThatThrownBy(() -> narrow.admitForeign(batch, NOW)).isInstanceOf(InvalidTimestampException.class);
            assertThatThrownBy(() -> narrow.admitOwn(batch, NOW)).isInstanceOf(InvalidTimestampException.class);
        }
    }

    @Test
    void aHeaderThatLiesAboutTheGreatestTimestampIsCorrected() {
        ByteBuffer batch = batchOfOne();
        batch.putLong(35, NOW + 77);
        ByteBuffer admitted = PLAIN.admitForeign(hashed(batch), NOW);
        assertThat(BatchView.at(admitted).maxTimestamp()).isEqualTo(NOW);
        assertThat(BatchView.at(admitted).isIntact()).isTrue();
    }

    @Test
    void batchesArePackedAnewAsTheTopicWantsThem() {
        BatchRules zstd = rules(false, TimestampType.LOG_APPEND_TIME, Codec.named("zstd"));
        ByteBuffer two = ByteBuffer.allocate(5000)
                .put(batch(writer -> writer.append(1, null, new byte[1000])))
                .put(batch(writer -> writer.append(2, null, new byte[1000])))
                .flip();
        ByteBuffer admitted = zstd.admitOwn(two, NOW);
        int batches = 0;
        for (int at = admitted.position(); at < admitted.limit(); batches++) {
            BatchView batch = new BatchView(admitted, at);
            assertThat(batch.isIntact()).isTrue();
            assertThat(batch.codecId()).isEqualTo(4);
            assertThat(batch.sizeInBytes()).isLessThan(200);
            BatchReader reader = new BatchReader().open(batch);
            assertThat(reader.next()).isTrue();
            assertThat(reader.timestamp()).isEqualTo(NOW);
            assertThat(reader.value()).hasSize(1000);
            at += batch.sizeInBytes();
        }
        assertThat(batches).isEqualTo(2);
        ByteBuffer back = rules(false, TimestampType.CREATE_TIME, Codec.NONE)
                .admitForeign(batch(Codec.named("gzip"), writer -> writer.append(NOW, null, new byte[1000])), NOW);
        assertThat(BatchView.at(back).isCompressed()).isFalse();
        assertThat(BatchView.at(back).isIntact()).isTrue();
    }

    private static void refused(ByteBuffer batch, Class<? extends Exception> as, String because) {
        assertThatThrownBy(() -> PLAIN.admitForeign(batch, NOW))
                .isInstanceOf(as)
                .hasMessageContaining(because);
    }

    private static ByteBuffer changed(int at, int value) {
        ByteBuffer batch = batchOfOne();
        batch.putInt(at, value);
        return hashed(batch);
    }

    private static ByteBuffer hashed(ByteBuffer batch) {
        return batch.putInt(BatchView.CRC_AT, BatchView.at(batch).computeCrc());
    }

    private static ByteBuffer batchOfOne() {
        return batch(writer -> writer.append(NOW, new byte[] {1}, new byte[] {2, 3}));
    }

    private static ByteBuffer batch(Consumer<BatchWriter> records) {
        return batch(Codec.NONE, records);
    }

    private static ByteBuffer batch(Codec codec, Consumer<BatchWriter> records) {
        BatchWriter writer = new BatchWriter(codec, 64);
        records.accept(writer);
        return writer.close();
    }

    private static BatchRules rules(boolean keyRequired, TimestampType type, @Nullable Codec codec) {
        return new BatchRules(keyRequired, type, Long.MAX_VALUE, 3_600_000, codec);
    }
}
