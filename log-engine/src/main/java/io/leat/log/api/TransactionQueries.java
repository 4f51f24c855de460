package io.leat.log.api;

import io.leat.log.broker.Broker;
import io.leat.log.partition.ActiveProducer;
import io.leat.log.transaction.Transaction;
import io.leat.log.transaction.TransactionState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidRegularExpression;
import org.apache.kafka.common.message.DescribeProducersRequestData.TopicRequest;
import org.apache.kafka.common.message.DescribeProducersResponseData;
import org.apache.kafka.common.message.DescribeProducersResponseData.PartitionResponse;
import org.apache.kafka.common.message.DescribeProducersResponseData.ProducerState;
import org.apache.kafka.common.message.DescribeProducersResponseData.TopicResponse;
import org.apache.kafka.common.message.DescribeTransactionsResponseData;
import org.apache.kafka.common.message.DescribeTransactionsResponseData.TopicData;
import org.apache.kafka.common.message.ListTransactionsRequestData;
import org.apache.kafka.common.message.ListTransactionsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.DescribeProducersRequest;
import org.apache.kafka.common.requests.DescribeProducersResponse;
import org.apache.kafka.common.requests.DescribeTransactionsRequest;
import org.apache.kafka.common.requests.DescribeTransactionsResponse;
import org.apache.kafka.common.requests.ListTransactionsRequest;
import org.apache.kafka.common.requests.ListTransactionsResponse;

/** For operators who look at transactions: DescribeProducers, version 0, DescribeTransactions 0, ListTransactions 0 to 2. */
final class TransactionQueries implements ApiFamily {
    private final Broker broker;

    TransactionQueries(Broker broker) {
        this.broker = broker;
    }

    @Override
    public void serve(Routes routes) {
        routes.onNow(ApiKeys.DESCRIBE_PRODUCERS, this::producers)
                .onNow(ApiKeys.DESCRIBE_TRANSACTIONS, this::describe)
                .onNow(ApiKeys.LIST_TRANSACTIONS, this::list);
    }

    private AbstractResponse producers(Call who, DescribeProducersRequest request) {
        DescribeProducersResponseData response = new DescribeProducersResponseData();
        for (TopicRequest topic : request.data().topics()) {
            response.topics()
                    .add(new TopicResponse()
                            .setName(topic.name())
                            .setPartitions(topic.partitionIndexes().stream()
                                    .map(it -> producersOf(new TopicPartition(topic.name(), it)))
                                    .collect(Collectors.toList())));
        }
        return new DescribeProducersResponse(response);
    }

    private PartitionResponse producersOf(TopicPartition name) {
        PartitionResponse response = new PartitionResponse().setPartitionIndex(name.partition());
        try {
            return response.setActiveProducers(broker.partition(name).log().activeProducers().stream()
                    .map(TransactionQueries::producer)
                    .collect(Collectors.toList()));
        } catch (RuntimeException e) {
            return response.setErrorCode(Failures.error(e).code()).setErrorMessage(e.getMessage());
        }
    }

    private static ProducerState producer(ActiveProducer it) {
        return new ProducerState()
                .setProducerId(it.producerId())
                .setProducerEpoch(it.epoch())
                .setLastSequence(it.lastSequence())
                .setLastTimestamp(it.lastTimestamp())
                .setCoordinatorEpoch(it.coordinatorEpoch())
                .setCurrentTxnStartOffset(it.transactionStart());
    }

    private AbstractResponse describe(Call who, DescribeTransactionsRequest request) {
        DescribeTransactionsResponseData response = new DescribeTransactionsResponseData();
        request.data()
                .transactionalIds()
                .forEach(id -> response.transactionStates().add(described(id)));
        return new DescribeTransactionsResponse(response);
    }

    private DescribeTransactionsResponseData.TransactionState described(String id) {
        DescribeTransactionsResponseData.TransactionState answer =
                new DescribeTransactionsResponseData.TransactionState().setTransactionalId(id);
        Optional<Transaction> found = broker.transactions().find(id);
        if (found.isEmpty()) {
            Errors error = id.isEmpty() ? Errors.INVALID_REQUEST : Errors.TRANSACTIONAL_ID_NOT_FOUND;
            return answer.setErrorCode(error.code());
        }
        Transaction it = found.get();
        Map<String, List<Integer>> byTopic = it.partitions().stream()
                .collect(Collectors.groupingBy(
                        TopicPartition::topic,
                        TreeMap::new,
                        Collectors.mapping(TopicPartition::partition, Collectors.toList())));
        byTopic.forEach((topic, partitions) ->
                answer.topics().add(new TopicData().setTopic(topic).setPartitions(partitions)));
        return answer.setProducerId(it.producer().id())
                .setProducerEpoch(it.producer().epoch())
                .setTransactionState(it.state().label())
                .setTransactionTimeoutMs(it.timeoutMs())
                .setTransactionStartTimeMs(it.startedAt());
    }

    private AbstractResponse list(Call who, ListTransactionsRequest request) {
        ListTransactionsRequestData asked = request.data();
        Predicate<Transaction> wanted = wanted(asked);
        ListTransactionsResponseData response = new ListTransactionsResponseData();
        asked.stateFilters().stream()
                .filter(it -> TransactionState.named(it).isEmpty())
                .forEach(it -> response.unknownStateFilters().add(it));
        broker.transactions().all().stream()
                .filter(wanted)
                .forEach(it -> response.transactionStates()
                        .add(new ListTransactionsResponseData.TransactionState()
                                .setTransactionalId(it.id())
                                .setProducerId(it.producer().id())
                                .setTransactionState(it.state().label())));
        return new ListTransactionsResponse(response);
    }

    private Predicate<Transaction> wanted(ListTransactionsRequestData asked) {
        long now = broker.clock().millis();
        Predicate<String> named = named(asked.transactionalIdPattern());
        return it -> (asked.producerIdFilters().isEmpty()
                        || asked.producerIdFilters().contains(it.producer().id()))
                && (asked.stateFilters().isEmpty()
                        || asked.stateFilters().contains(it.state().label()))
                && (asked.durationFilter() < 0 || now - it.startedAt() > asked.durationFilter())
                && named.test(it.id());
    }

    private static Predicate<String> named(String pattern) {
        if (pattern == null || pattern.isEmpty()) {
            return it -> true;
        }
        try {
            Pattern compiled = Pattern.compile(pattern);
            return it -> compiled.matcher(new Bounded(it)).matches();
        } catch (PatternSyntaxException e) {
            throw new InvalidRegularExpression("Transaction ID pattern `%s` is not a valid regular expression: %s."
                    .formatted(pattern, e.getMessage()));
        }
    }

    /** A text that a pattern may look at only so often: some would take years. */
    private static final class Bounded implements CharSequence {
        private static final int LOOKS = 100_000;

        private final CharSequence text;
        private int looks;

        Bounded(CharSequence text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (looks++ > LOOKS) {
                throw new InvalidRegularExpression("The pattern takes too long; write one without nested repetitions.");
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
