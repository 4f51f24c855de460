package io.leat.log.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.leat.log.disk.DiskDirectory;
import io.leat.log.settings.BrokerSettings;
import io.leat.log.transaction.ProducerIdentity;
import io.leat.testing.KafkaTool;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Apache Kafka's own tool decodes what we write to {@code __transaction_state}, and the markers. */
class TransactionsTopicDumpTest {
    @TempDir
    Path dir;

    @Test
    void kafkasToolReadsTransactionsAndMarkers() {
        BrokerSettings settings =
                BrokerSettings.parse(Map.of("log.dirs", dir.toString(), "transaction.state.log.num.partitions", "1"));
        try (EmbeddedBroker broker =
                EmbeddedBroker.open(settings, InstantSource.system(), path -> DiskDirectory.at(Path.of(path)))) {
            broker.topics().create(new NewTopic("t", 5, (short) 1));
            TransactionCoordinator transactions = broker.transactions();
            ProducerIdentity who =
                    transactions.initialize("copier-7", 60_000, null).join();
            transactions
                    .add("copier-7", who, Set.of(new TopicPartition("t", 4)), 2)
                    .join();
            ProducerIdentity next = transactions.end("copier-7", who, true, 2).join();
            transactions
                    .add("copier-7", next, Set.of(new TopicPartition("t", 3)), 2)
                    .join();
        }

        assertThat(dump("__transaction_state-0", "--transaction-log-decoder"))
                .contains("\"transactionalId\":\"copier-7\"", "\"transactionTimeoutMs\":60000")
                .contains("\"topic\":\"t\",\"partitionIds\":[4]", "\"topic\":\"t\",\"partitionIds\":[3]")
                .contains("\"clientTransactionVersion\":2", "\"previousProducerId\"")
                .contains("\"transactionStatus\":0", "\"transactionStatus\":1", "\"transactionStatus\":2")
                .contains("\"transactionStatus\":4")
                .doesNotContain("Could not decode", "UNKNOWN");
        assertThat(dump("t-4", "--print-data-log"))
                .contains("isControl: true", "endTxnMarker: COMMIT", "coordinatorEpoch: 0", "producerEpoch: 1");
    }

    private String dump(String folder, String option) {
        KafkaTool.Result result = KafkaTool.run(
                        "org.apache.kafka.tools.DumpLogSegments",
                        option,
                        "--files",
                        dir.resolve(folder + "/00000000000000000000.log").toString())
                .orFail();
        assertThat(result.err()).isEmpty();
        return result.out();
    }
}
