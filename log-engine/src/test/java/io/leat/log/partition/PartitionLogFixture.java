package io.leat.log.partition;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.leat.log.disk.DiskDirectory;
import io.leat.log.disk.FaultyDisk;
import io.leat.log.record.BatchWriter;
import io.leat.log.record.Codec;
import io.leat.log.segment.ReadBuffer;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.io.TempDir;

/** A partition in a folder of its own, with a clock that the test turns, and what tests of it say often. */
abstract class PartitionLogFixture {
    static final TopicPartition NAME = new TopicPartition("t", 0);
    static final Uuid ID = new Uuid(1, 2);

    @TempDir
    Path dir;

    long now = 1_000_000;
    final InstantSource clock = () -> Instant.ofEpochMilli(now);

    List<String> files(String suffix) {
        return DiskDirectory.at(dir).directory("t-0").files().stream()
                .filter(file -> file.endsWith(suffix))
                .toList();
    }

    PartitionLog open(FaultyDisk disk, RecoveryHints hints) {
        return PartitionLog.open(disk.root().directory("t-0"), NAME, ID, LogConfig.DEFAULT, hints, clock);
    }

    ByteBuffer sent(int sequence, String... values) {
        BatchWriter writer = new BatchWriter(Codec.NONE, 100);
        writer.producer(42, (short) 0, sequence);
        for (String value : values) {
            writer.append(now, null, value.getBytes(UTF_8));
        }
        return writer.close();
    }

    PartitionLog open(LogConfig config, RecoveryHints hints) {
        return PartitionLog.open(DiskDirectory.at(dir).directory("t-0"), NAME, ID, config, hints, clock);
    }

    ByteBuffer batch(String... values) {
        BatchWriter writer = new BatchWriter(Codec.NONE, 100);
        for (String value : values) {
            writer.append(now, null, value.getBytes(UTF_8));
        }
        return writer.close();
    }

    static List<String> values(PartitionLog log, long from) {
        if (from >= log.highWatermark()) {
            log.read(from, 1, new ReadBuffer());
        }
        return LogReads.all(log, from, 1000).stream()
                .map(record -> record.offset() + "=" + text(record.value()))
                .toList();
    }

    static String text(String bytes) {
        StringBuilder text = new StringBuilder();
        for (String each : bytes.substring(1, bytes.length() - 1).split(", ", -1)) {
            text.append((char) Integer.parseInt(each));
        }
        return text.toString();
    }
}
