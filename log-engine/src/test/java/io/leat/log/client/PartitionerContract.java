package io.leat.log.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.leat.testing.Seeded;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

/** Which partition a producer sends a record to, Kafka's and ours. */
abstract class PartitionerContract extends ContractFixture {

    @Seeded(3)
    void aKeyGoesToThePartitionOfItsMurmur2Hash(long seed) throws Exception {
        Random random = new Random(seed);
        int partitions = 1 + random.nextInt(9);
        String topic = topic(partitions);
        IdentityHashMap<byte[], Future<RecordMetadata>> answers = new IdentityHashMap<>();
        try (Producer<byte[], byte[]> producer = producer()) {
            for (int i = 0; i < 300; i++) {
                byte[] key = new byte[random.nextInt(40)];
                random.nextBytes(key);
                answers.put(key, producer.send(new ProducerRecord<>(topic, key, bytes("x"))));
            }
            producer.flush();
        }
        for (Map.Entry<byte[], Future<RecordMetadata>> answer : answers.entrySet()) {
            assertThat(answer.getValue().get().partition())
                    .isEqualTo(Utils.toPositive(Utils.murmur2(answer.getKey())) % partitions);
        }
    }

    @Test
    void withoutAKeyFullBatchesGoToAllPartitionsInTurn() throws Exception {
        String topic = topic(4);
        Set<Integer> used = new HashSet<>();
        int changes = 0;
        try (Producer<byte[], byte[]> producer = producer("batch.size", 1000, "linger.ms", 1000)) {
            List<Future<RecordMetadata>> answers = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                answers.add(producer.send(new ProducerRecord<>(topic, bytes("0123456789"))));
            }
            producer.flush();
            int last = -1;
            for (Future<RecordMetadata> answer : answers) {
                int partition = answer.get().partition();
                changes += partition == last ? 0 : 1;
                last = partition;
                used.add(partition);
            }
        }
        assertThat(used).containsExactlyInAnyOrder(0, 1, 2, 3);
        assertThat(changes).isLessThan(200); // Some twenty records make a batch; one at a time it would be 1,500.
    }

    @Test
    void keysAreIgnoredIfThatIsAsked() throws Exception {
        String topic = topic(3);
        Set<Integer> used = new HashSet<>();
        try (Producer<byte[], byte[]> producer = producer("partitioner.ignore.keys", true, "batch.size", 200)) {
            List<Future<RecordMetadata>> answers = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                answers.add(producer.send(new ProducerRecord<>(topic, bytes("same"), bytes("0123456789"))));
            }
            producer.flush();
            for (Future<RecordMetadata> answer : answers) {
                used.add(answer.get().partition());
            }
        }
        assertThat(used).hasSizeGreaterThan(1);
    }

    @Test
    void aPartitionerPlugInDecides() throws Exception {
        String topic = topic(3);
        int[] counts = new int[3];
        try (Producer<byte[], byte[]> producer = producer("partitioner.class", RoundRobinPartitioner.class.getName())) {
            for (int i = 0; i < 30; i++) {
                counts[
                        producer.send(new ProducerRecord<>(topic, bytes("same key"), bytes("x")))
                                .get()
                                .partition()]++;
            }
        }
        assertThat(counts).containsExactly(10, 10, 10);
    }
}
