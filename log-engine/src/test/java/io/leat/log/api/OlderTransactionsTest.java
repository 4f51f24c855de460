package io.leat.log.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.leat.log.LogEngine;
import io.leat.log.record.BatchWriter;
import io.leat.log.record.Codec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.AddOffsetsToTxnRequestData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopic;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopicCollection;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTransaction;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTransactionCollection;
import org.apache.kafka.common.message.EndTxnRequestData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceDataCollection;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestPartition;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestTopic;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.AddOffsetsToTxnRequest;
import org.apache.kafka.common.requests.AddOffsetsToTxnResponse;
import org.apache.kafka.common.requests.AddPartitionsToTxnRequest;
import org.apache.kafka.common.requests.AddPartitionsToTxnResponse;
import org.apache.kafka.common.requests.EndTxnRequest;
import org.apache.kafka.common.requests.EndTxnResponse;
import org.apache.kafka.common.requests.InitProducerIdRequest;
import org.apache.kafka.common.requests.InitProducerIdResponse;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.ProduceResponse;
import org.apache.kafka.common.requests.TxnOffsetCommitRequest;
import org.apache.kafka.common.requests.TxnOffsetCommitResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Transactions as clients speak them that know nothing of transaction version 2: kafkajs, Sarama, librdkafka. */
@Timeout(60)
class OlderTransactionsTest {
    private static final TopicPartition A = new TopicPartition("a", 0);
    private static final TopicPartition B = new TopicPartition("b", 0);

    @TempDir
    Path dir;

    private LogEngine log;
    private RawClient client;

    @BeforeEach
    void open() throws Exception {
        log = LogEngine.open(Map.of(
                "log.dirs", dir.toString(),
                "listeners", "PLAINTEXT://127.0.0.1:0",
                "offsets.topic.num.partitions", "1",
                "transaction.state.log.num.partitions", "1"));
        log.broker().topics().create(new NewTopic("a", 1, (short) 1));
        log.broker().topics().create(new NewTopic("b", 1, (short) 1));
        client = new RawClient(log.bootstrapServers(), "older");
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        log.close();
    }

    @Test
    void whatIsAddedFirstIsWrittenAndCommittedWithTheSameEpochAgainAndAgain() throws Exception {
        InitProducerIdResponseData who = initialize((short) 1);
        for (int i = 0; i < 5; i++) {
            assertThat(add(who, (short) 1, A)).isEqualTo(Errors.NONE);
            assertThat(produce(who, (short) 7, A, i)).isEqualTo(Errors.NONE);
            assertThat(lastStable(A)).isEqualTo(2L * i);
            assertThat(end(who, (short) 1, i != 3)).isEqualTo(Errors.NONE);
        }
        assertThat(add(who, (short) 1, A)).as("the last one is complete").isEqualTo(Errors.NONE);
        assertThat(lastStable(A)).isEqualTo(10);
        assertThat(log.broker().partition(A).log().abortedTransactions(0, 100)).hasSize(1);
    }

    @Test
    void aPartitionThatWasNotAddedTakesNothingAndSaysSoAsTheClientUnderstandsIt() throws Exception {
        InitProducerIdResponseData who = initialize((short) 4);
        assertThat(produce(who, (short) 7, A, 0)).isEqualTo(Errors.INVALID_TXN_STATE);
        assertThat(produce(who, (short) 11, A, 0)).isEqualTo(Errors.TRANSACTION_ABORTABLE);
        assertThat(add(who, (short) 3, B)).isEqualTo(Errors.NONE);
        assertThat(produce(who, (short) 7, A, 0)).isEqualTo(Errors.INVALID_TXN_STATE);
        assertThat(produce(who, (short) 7, B, 0)).isEqualTo(Errors.NONE);
        assertThat(log.broker().partition(A).log().logEndOffset()).isZero();
    }

    @Test
    void nothingIsAskedWhereVerificationIsSwitchedOffWhileTheBrokerRuns() throws Exception {
        InitProducerIdResponseData who = initialize((short) 1);
        assertThat(produce(who, (short) 7, A, 0)).isEqualTo(Errors.INVALID_TXN_STATE);
        ConfigEntry off = new ConfigEntry("transaction.partition.verification.enable", "false");
        log.broker().configs().alter(true, List.of(new AlterConfigOp(off, AlterConfigOp.OpType.SET)), false);
        assertThat(produce(who, (short) 7, A, 0)).isEqualTo(Errors.NONE);
    }

    /** The transaction of before must not be opened again by what comes late: nobody would ever end it. */
    @Test
    void aBatchThatComesAfterTheEndOfItsTransactionIsRefused() throws Exception {
        InitProducerIdResponseData who = initialize((short) 1);
        assertThat(add(who, (short) 1, A)).isEqualTo(Errors.NONE);
        assertThat(produce(who, (short) 7, A, 0)).isEqualTo(Errors.NONE);
        assertThat(end(who, (short) 1, false)).isEqualTo(Errors.NONE);
        assertThat(add(who, (short) 1, B)).as("the next one").isEqualTo(Errors.NONE);
        assertThat(produce(who, (short) 7, A, 1)).isEqualTo(Errors.INVALID_TXN_STATE);
        assertThat(lastStable(A)).isEqualTo(log.broker().partition(A).log().highWatermark());
    }

    @Test
    void aReplacedProducerHearsWhatItsVersionKnows() throws Exception {
        InitProducerIdResponseData zombie = initialize((short) 1);
        initialize((short) 1);
        assertThat(add(zombie, (short) 1, A)).isEqualTo(Errors.INVALID_PRODUCER_EPOCH);
        assertThat(add(zombie, (short) 2, A)).isEqualTo(Errors.PRODUCER_FENCED);
        assertThat(end(zombie, (short) 1, true)).isEqualTo(Errors.INVALID_PRODUCER_EPOCH);
        assertThat(end(zombie, (short) 2, true)).isEqualTo(Errors.PRODUCER_FENCED);
        assertThat(produce(zombie, (short) 7, A, 0)).isEqualTo(Errors.INVALID_PRODUCER_EPOCH);
    }

    @Test
    void oneUnknownPartitionKeepsTheOthersOut() throws Exception {
        InitProducerIdResponseData who = initialize((short) 1);
        AddPartitionsToTxnResponse answer = send(
                AddPartitionsToTxnResponse.class,
                AddPartitionsToTxnRequest.Builder.forClient(
                                "tx", who.producerId(), who.producerEpoch(), List.of(A, new TopicPartition("none", 0)))
                        .build((short) 1));
        assertThat(answer.errors().get(AddPartitionsToTxnResponse.V3_AND_BELOW_TXN_ID))
                .isEqualTo(Map.of(
                        A,
                        Errors.OPERATION_NOT_ATTEMPTED,
                        new TopicPartition("none", 0),
                        Errors.UNKNOWN_TOPIC_OR_PARTITION));
    }

    @Test
    void aBrokersRequestVerifiesOrAddsForSeveralTransactions() throws Exception {
        InitProducerIdResponseData who = initialize((short) 4);
        assertThat(batched(who, true)).isEqualTo(Errors.TRANSACTION_ABORTABLE);
        assertThat(batched(who, false)).isEqualTo(Errors.NONE);
        assertThat(batched(who, true)).isEqualTo(Errors.NONE);
    }

    @Test
    void offsetsAreAddedFirstAndThenCommitted() throws Exception {
        InitProducerIdResponseData who = initialize((short) 1);
        assertThat(commitOffset(who, (short) 2)).isEqualTo(Errors.INVALID_TXN_STATE);
        AddOffsetsToTxnResponse added = send(
                AddOffsetsToTxnResponse.class,
                new AddOffsetsToTxnRequest.Builder(new AddOffsetsToTxnRequestData()
                                .setTransactionalId("tx")
                                .setProducerId(who.producerId())
                                .setProducerEpoch(who.producerEpoch())
                                .setGroupId("g"))
                        .build((short) 1));
        assertThat(added.data().errorCode()).isZero();
        assertThat(commitOffset(who, (short) 0)).isEqualTo(Errors.NONE);
        assertThat(log.broker().groups().committed("g")).isEmpty();
        assertThat(end(who, (short) 1, true)).isEqualTo(Errors.NONE);
        assertThat(add(who, (short) 1, A)).as("the last one is complete").isEqualTo(Errors.NONE);
        assertThat(log.broker().groups().committed("g")).containsEntry(A, new OffsetAndMetadata(42));
    }

    private InitProducerIdResponseData initialize(short version) throws Exception {
        InitProducerIdResponseData answer = send(
                        InitProducerIdResponse.class,
                        new InitProducerIdRequest.Builder(new InitProducerIdRequestData()
                                        .setTransactionalId("tx")
                                        .setTransactionTimeoutMs(60_000))
                                .build(version))
                .data();
        assertThat(answer.errorCode()).isZero();
        return answer;
    }

    private Errors add(InitProducerIdResponseData who, short version, TopicPartition partition) throws Exception {
        AddPartitionsToTxnResponse answer = send(
                AddPartitionsToTxnResponse.class,
                AddPartitionsToTxnRequest.Builder.forClient(
                                "tx", who.producerId(), who.producerEpoch(), List.of(partition))
                        .build(version));
        return Objects.requireNonNull(answer.errors().values().iterator().next().get(partition));
    }

    private Errors batched(InitProducerIdResponseData who, boolean verifyOnly) throws Exception {
        AddPartitionsToTxnTopicCollection topics = new AddPartitionsToTxnTopicCollection();
        topics.add(new AddPartitionsToTxnTopic().setName("a").setPartitions(List.of(0)));
        AddPartitionsToTxnTransactionCollection transactions = new AddPartitionsToTxnTransactionCollection();
        transactions.add(new AddPartitionsToTxnTransaction()
                .setTransactionalId("tx")
                .setProducerId(who.producerId())
                .setProducerEpoch(who.producerEpoch())
                .setVerifyOnly(verifyOnly)
                .setTopics(topics));
        AddPartitionsToTxnResponse answer = send(
                AddPartitionsToTxnResponse.class,
                AddPartitionsToTxnRequest.Builder.forBroker(transactions).build((short) 5));
        return Objects.requireNonNull(
                Objects.requireNonNull(answer.errors().get("tx")).get(A));
    }

    private Errors produce(InitProducerIdResponseData who, short version, TopicPartition to, int sequence)
            throws Exception {
        BatchWriter writer = new BatchWriter(Codec.NONE, 100);
        writer.producer(who.producerId(), who.producerEpoch(), sequence);
        writer.transactional();
        writer.append(1, null, "x".getBytes(UTF_8));
        TopicProduceDataCollection topics = new TopicProduceDataCollection();
        topics.add(new TopicProduceData()
                .setName(to.topic())
                .setPartitionData(List.of(new PartitionProduceData()
                        .setIndex(to.partition())
                        .setRecords(MemoryRecords.readableRecords(writer.close())))));
        ProduceRequestData data = new ProduceRequestData()
                .setTransactionalId("tx")
                .setAcks((short) -1)
                .setTimeoutMs(10_000)
                .setTopicData(topics);
        ProduceResponse answer = send(ProduceResponse.class, new ProduceRequest(data, version));
        return Errors.forCode(answer.data()
                .responses()
                .iterator()
                .next()
                .partitionResponses()
                .get(0)
                .errorCode());
    }

    private Errors commitOffset(InitProducerIdResponseData who, short version) throws Exception {
        TxnOffsetCommitRequestData data = new TxnOffsetCommitRequestData()
                .setTransactionalId("tx")
                .setGroupId("g")
                .setProducerId(who.producerId())
                .setProducerEpoch(who.producerEpoch())
                .setTopics(List.of(new TxnOffsetCommitRequestTopic()
                        .setName("a")
                        .setPartitions(List.of(new TxnOffsetCommitRequestPartition()
                                .setPartitionIndex(0)
                                .setCommittedOffset(42)))));
        TxnOffsetCommitResponse answer =
                send(TxnOffsetCommitResponse.class, new TxnOffsetCommitRequest.Builder(data).build(version));
        return Objects.requireNonNull(answer.errors().get(A));
    }

    private Errors end(InitProducerIdResponseData who, short version, boolean commit) throws Exception {
        EndTxnResponse answer = send(
                EndTxnResponse.class,
                new EndTxnRequest.Builder(
                                new EndTxnRequestData()
                                        .setTransactionalId("tx")
                                        .setProducerId(who.producerId())
                                        .setProducerEpoch(who.producerEpoch())
                                        .setCommitted(commit),
                                false,
                                false)
                        .build(version));
        return answer.error();
    }

    private <R extends AbstractResponse> R send(Class<R> type, AbstractRequest request) throws Exception {
        return type.cast(client.ask(request));
    }

    private long lastStable(TopicPartition partition) {
        return log.broker().partition(partition).log().lastStableOffset();
    }
}
