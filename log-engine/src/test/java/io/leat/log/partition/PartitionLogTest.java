package io.leat.log.partition;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leat.log.disk.DiskDirectory;
import io.leat.log.record.BatchReader;
import io.leat.log.record.BatchView;
import io.leat.log.record.BatchWriter;
import io.leat.log.record.Codec;
import io.leat.log.segment.ReadBuffer;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.OffsetOutOfRangeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartitionLogTest {
    private static final TopicPartition NAME = new TopicPartition("t", 0);
    private static final Uuid ID = new Uuid(1, 2);

    @TempDir
    Path dir;

    private long now = 1_000_000;
    private final InstantSource clock = () -> java.time.Instant.ofEpochMilli(now);

    @Test
    void whatWasAppendedIsReadBackInOrderAlsoAfterACleanStop() {
        try (PartitionLog log = open(LogConfig.DEFAULT, RecoveryHints.NONE)) {
            assertThat(log.append(batch("a", "b"), Origin.LOCAL)).isEqualTo(new Placed(0, 1, -1, false));
            assertThat(log.append(batch("c"), Origin.CLIENT)).isEqualTo(new Placed(2, 2, -1, false));
        }
        try (PartitionLog log = open(LogConfig.DEFAULT, new RecoveryHints(true, 3, 0))) {
            assertThat(values(log, 0)).containsExactly("0=a", "1=b", "2=c");
            assertThat(values(log, 1)).containsExactly("1=b", "2=c");
            assertThat(values(log, 3)).isEmpty();
            assertThatThrownBy(() -> values(log, 4)).isInstanceOf(OffsetOutOfRangeException.class);
        }
    }

    private PartitionLog open(LogConfig config, RecoveryHints hints) {
        return PartitionLog.open(DiskDirectory.at(dir).directory("t-0"), NAME, ID, config, hints, clock);
    }

    private ByteBuffer batch(String... values) {
        BatchWriter writer = new BatchWriter(Codec.NONE, 100);
        for (String value : values) {
            writer.append(now, null, value.getBytes(UTF_8));
        }
        return writer.close();
    }

    private static List<String> values(PartitionLog log, long from) {
        List<String> values = new ArrayList<>();
        BatchReader reader = new BatchReader();
        ReadBuffer memory = new ReadBuffer();
        for (long offset = from; offset < log.highWatermark() || offset == from; ) {
            ByteBuffer batches = log.read(offset, 1000, memory).batches();
            if (!batches.hasRemaining()) {
                break;
            }
            for (int at = batches.position(); at < batches.limit(); ) {
                BatchView batch = new BatchView(batches, at);
                reader.open(batch);
                while (reader.next()) {
                    if (reader.offset() >= from) {
                        values.add(reader.offset() + "=" + new String(requireNonNull(reader.value()), UTF_8));
                    }
                }
                offset = batch.nextOffset();
                at += batch.sizeInBytes();
            }
        }
        return values;
    }
}
