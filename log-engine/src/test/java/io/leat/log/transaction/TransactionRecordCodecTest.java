package io.leat.log.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.leat.log.transaction.TransactionRecord.Changed;
import io.leat.log.transaction.TransactionRecord.Forgotten;
import io.leat.testing.Seeded;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class TransactionRecordCodecTest {

    @Seeded(20)
    void whatIsWrittenIsReadAgain(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 50; i++) {
            Transaction any = any(random);
            assertThat(decode(new Changed(any))).isEqualTo(new Changed(any));
        }
        assertThat(decode(new Forgotten("tö"))).isEqualTo(new Forgotten("tö"));
    }

    @Seeded(20)
    void damagedBytesAreRefusedOrReadButNeverMoreThanThereAre(long seed) {
        Random random = new Random(seed);
        byte[] key = TransactionRecordCodec.key(new Forgotten("t"));
        byte[] value = Objects.requireNonNull(TransactionRecordCodec.value(new Changed(any(random))));
        for (int i = 0; i < 500; i++) {
            byte[] damaged = value.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            int length = random.nextInt(damaged.length + 1);
            try {
                TransactionRecordCodec.decode(ByteBuffer.wrap(key), ByteBuffer.wrap(damaged, 0, length));
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        }
    }

    /** The form that Kafka wrote before transaction version 1. */
    @Test
    void theOlderVersionIsReadToo() {
        byte[] key = HexFormat.of().parseHex("0000" + "0001" + "74");
        byte[] value = HexFormat.of()
                .parseHex("0000" + "0000000000000007" + "0003" + "0000ea60" + "01" + "00000001" + "0001" + "61"
                        + "00000002" + "00000000" + "00000004" + "0000000000000064" + "0000000000000032");
        Changed read = (Changed) TransactionRecordCodec.decode(ByteBuffer.wrap(key), ByteBuffer.wrap(value))
                .orElseThrow();
        assertThat(read.transaction())
                .isEqualTo(new Transaction(
                        "t",
                        new ProducerIdentity(7, (short) 3),
                        -1,
                        -1,
                        (short) -1,
                        60_000,
                        TransactionState.ONGOING,
                        Set.of(new TopicPartition("a", 0), new TopicPartition("a", 4)),
                        50,
                        100,
                        0));
    }

    private static TransactionRecord decode(TransactionRecord record) {
        byte[] value = TransactionRecordCodec.value(record);
        return TransactionRecordCodec.decode(
                        ByteBuffer.wrap(TransactionRecordCodec.key(record)),
                        value == null ? null : ByteBuffer.wrap(value))
                .orElseThrow();
    }

    private static Transaction any(Random random) {
        Set<TopicPartition> partitions = new HashSet<>();
        TransactionState state = TransactionState.of((byte) random.nextInt(6));
        for (int i = state == TransactionState.EMPTY ? 0 : random.nextInt(6); i > 0; i--) {
            partitions.add(new TopicPartition("topic" + random.nextInt(3), random.nextInt(300)));
        }
        return new Transaction(
                "tx-" + random.nextInt(),
                new ProducerIdentity(random.nextLong(), (short) random.nextInt()),
                random.nextBoolean() ? -1 : random.nextLong(),
                random.nextBoolean() ? -1 : random.nextLong(),
                (short) -1,
                random.nextInt(),
                state,
                partitions,
                random.nextLong(),
                random.nextLong(),
                random.nextInt(3));
    }
}
