package io.leat.log.api;

import static org.apache.kafka.common.acl.AclOperation.ALTER;
import static org.apache.kafka.common.acl.AclOperation.CLUSTER_ACTION;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.IDEMPOTENT_WRITE;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopic;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnPartitionResult;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnPartitionResultCollection;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnTopicResult;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnTopicResultCollection;
import org.apache.kafka.common.message.DescribeTransactionsResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData.Coordinator;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData.TxnOffsetCommitResponsePartition;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData.TxnOffsetCommitResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.AddOffsetsToTxnRequest;
import org.apache.kafka.common.requests.AddPartitionsToTxnRequest;
import org.apache.kafka.common.requests.AddPartitionsToTxnResponse;
import org.apache.kafka.common.requests.DescribeTransactionsRequest;
import org.apache.kafka.common.requests.DescribeTransactionsResponse;
import org.apache.kafka.common.requests.EndTxnRequest;
import org.apache.kafka.common.requests.FindCoordinatorRequest;
import org.apache.kafka.common.requests.FindCoordinatorResponse;
import org.apache.kafka.common.requests.InitProducerIdRequest;
import org.apache.kafka.common.requests.ListTransactionsRequest;
import org.apache.kafka.common.requests.ListTransactionsResponse;
import org.apache.kafka.common.requests.TxnOffsetCommitRequest;
import org.apache.kafka.common.requests.TxnOffsetCommitResponse;
import org.apache.kafka.common.requests.WriteTxnMarkersRequest;
import org.apache.kafka.common.resource.ResourceType;

/** What APIs about producers and transactions ask of the ACLs; and FindCoordinator, which comes before them. */
final class TransactionChecks {
    /** From it on only brokers add partitions. */
    private static final int BROKERS_ADD_SINCE = 4;

    private static final short TOPIC_REFUSED = Errors.TOPIC_AUTHORIZATION_FAILED.code();
    private static final short ID_REFUSED = Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED.code();

    private final Checks checks;

    TransactionChecks(Checks checks) {
        this.checks = checks;
    }

    void enter() {
        checks.on(ApiKeys.FIND_COORDINATOR, TransactionChecks::find)
                .on(ApiKeys.INIT_PRODUCER_ID, TransactionChecks::init)
                .on(ApiKeys.ADD_PARTITIONS_TO_TXN, this::addPartitions)
                .on(ApiKeys.ADD_OFFSETS_TO_TXN, TransactionChecks::addOffsets)
                .on(ApiKeys.END_TXN, TransactionChecks::end)
                .on(ApiKeys.TXN_OFFSET_COMMIT, this::commit)
                .on(ApiKeys.WRITE_TXN_MARKERS, TransactionChecks::markers)
                .on(ApiKeys.DESCRIBE_TRANSACTIONS, TransactionChecks::describe)
                .on(ApiKeys.LIST_TRANSACTIONS, TransactionChecks::list);
    }

    private static void require(Call who, AclOperation operation, String id) {
        if (!who.mayTransact(operation, id)) {
            throw new TransactionalIdAuthorizationException(Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED.message());
        }
    }

    private static UnaryOperator<AbstractResponse> find(Call who, FindCoordinatorRequest request) {
        boolean group = request.data().keyType() == FindCoordinatorRequest.CoordinatorType.GROUP.id();
        Predicate<String> allowed = key -> group ? who.mayGroup(DESCRIBE, key) : who.mayTransact(DESCRIBE, key);
        if (request.version() < FindCoordinatorRequest.MIN_BATCHED_VERSION) {
            if (group) {
                GroupChecks.require(who, DESCRIBE, request.data().key());
            } else {
                require(who, DESCRIBE, request.data().key());
            }
            return Check.AS_IT_IS;
        }
        List<String> refused = Checks.takeOut(request.data().coordinatorKeys(), allowed);
        Errors error = group ? Errors.GROUP_AUTHORIZATION_FAILED : Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED;
        return response -> {
            var data = ((FindCoordinatorResponse) response).data();
            List<Coordinator> all = new ArrayList<>(data.coordinators());
            refused.forEach(it -> all.add(new Coordinator()
                    .setKey(it)
                    .setErrorCode(error.code())
                    .setNodeId(Node.noNode().id())
                    .setHost(Node.noNode().host())
                    .setPort(Node.noNode().port())));
            data.setCoordinators(all);
            return response;
        };
    }

    private static UnaryOperator<AbstractResponse> init(Call who, InitProducerIdRequest request) {
        String id = request.data().transactionalId();
        if (id != null) {
            require(who, WRITE, id);
        } else if (!who.mayCluster(IDEMPOTENT_WRITE) && !who.maySome(WRITE, ResourceType.TOPIC)) {
            throw new ClusterAuthorizationException(Errors.CLUSTER_AUTHORIZATION_FAILED.message());
        }
        return Check.AS_IT_IS;
    }

    /** If one topic may not be written to, no partition is added: the others are told so. */
    private UnaryOperator<AbstractResponse> addPartitions(Call who, AddPartitionsToTxnRequest request) {
        if (request.version() >= BROKERS_ADD_SINCE) {
            who.requireCluster(CLUSTER_ACTION);
            return Check.AS_IT_IS;
        }
        require(who, WRITE, request.data().v3AndBelowTransactionalId());
        List<AddPartitionsToTxnTopic> refused =
                checks.refuse(who, WRITE, request.data().v3AndBelowTopics(), it -> it.name());
        if (refused.isEmpty()) {
            return Check.AS_IT_IS;
        }
        List<AddPartitionsToTxnTopic> others = Checks.takeOut(request.data().v3AndBelowTopics(), it -> false);
        return response -> {
            var results = new AddPartitionsToTxnTopicResultCollection();
            refused.forEach(it -> results.add(result(it, Errors.TOPIC_AUTHORIZATION_FAILED)));
            others.forEach(it -> results.add(result(it, Errors.OPERATION_NOT_ATTEMPTED)));
            ((AddPartitionsToTxnResponse) response).data().setResultsByTopicV3AndBelow(results);
            return response;
        };
    }

    private static AddPartitionsToTxnTopicResult result(AddPartitionsToTxnTopic topic, Errors error) {
        var partitions = new AddPartitionsToTxnPartitionResultCollection();
        topic.partitions()
                .forEach(it -> partitions.add(new AddPartitionsToTxnPartitionResult()
                        .setPartitionIndex(it)
                        .setPartitionErrorCode(error.code())));
        return new AddPartitionsToTxnTopicResult().setName(topic.name()).setResultsByPartition(partitions);
    }

    private static UnaryOperator<AbstractResponse> addOffsets(Call who, AddOffsetsToTxnRequest request) {
        require(who, WRITE, request.data().transactionalId());
        GroupChecks.require(who, READ, request.data().groupId());
        return Check.AS_IT_IS;
    }

    private static UnaryOperator<AbstractResponse> end(Call who, EndTxnRequest request) {
        require(who, WRITE, request.data().transactionalId());
        return Check.AS_IT_IS;
    }

    private UnaryOperator<AbstractResponse> commit(Call who, TxnOffsetCommitRequest request) {
        require(who, WRITE, request.data().transactionalId());
        GroupChecks.require(who, READ, request.data().groupId());
        var refused = checks.refuse(who, READ, request.data().topics(), it -> it.name());
        return response -> {
            var data = ((TxnOffsetCommitResponse) response).data();
            List<TxnOffsetCommitResponseTopic> topics = new ArrayList<>(data.topics());
            refused.forEach(topic -> topics.add(new TxnOffsetCommitResponseTopic()
                    .setName(topic.name())
                    .setPartitions(topic.partitions().stream()
                            .map(it -> new TxnOffsetCommitResponsePartition()
                                    .setPartitionIndex(it.partitionIndex())
                                    .setErrorCode(TOPIC_REFUSED))
                            .toList())));
            data.setTopics(topics);
            return response;
        };
    }

    private static UnaryOperator<AbstractResponse> markers(Call who, WriteTxnMarkersRequest request) {
        if (!who.mayCluster(ALTER)) {
            who.requireCluster(CLUSTER_ACTION);
        }
        return Check.AS_IT_IS;
    }

    private static UnaryOperator<AbstractResponse> describe(Call who, DescribeTransactionsRequest request) {
        List<String> refused = Checks.takeOut(request.data().transactionalIds(), it -> who.mayTransact(DESCRIBE, it));
        return response -> {
            var states = ((DescribeTransactionsResponse) response).data().transactionStates();
            states.forEach(it -> it.topics().removeIf(topic -> !who.mayTopic(DESCRIBE, topic.topic())));
            refused.forEach(it -> states.add(new DescribeTransactionsResponseData.TransactionState()
                    .setTransactionalId(it)
                    .setErrorCode(ID_REFUSED)));
            return response;
        };
    }

    private static UnaryOperator<AbstractResponse> list(Call who, ListTransactionsRequest request) {
        return response -> {
            ((ListTransactionsResponse) response)
                    .data()
                    .transactionStates()
                    .removeIf(it -> !who.mayTransact(DESCRIBE, it.transactionalId()));
            return response;
        };
    }
}
