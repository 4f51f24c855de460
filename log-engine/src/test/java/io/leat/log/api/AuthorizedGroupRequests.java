package io.leat.log.api;

import static io.leat.log.api.AuthorizedRequests.each;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.AddOffsetsToTxnRequestData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData;
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeTransactionsRequestData;
import org.apache.kafka.common.message.EndTxnRequestData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListTransactionsRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData;
import org.apache.kafka.common.protocol.ApiKeys;

/** Those of the {@link AuthorizedRequests} that are about groups and transactions. */
final class AuthorizedGroupRequests {
    private static final long NOBODY = 99_999;

    private final AuthorizedRequests.Taker to;
    private final Map<String, Uuid> ids;

    private AuthorizedGroupRequests(AuthorizedRequests.Taker to, Map<String, Uuid> ids) {
        this.to = to;
        this.ids = ids;
    }

    static void add(AuthorizedRequests.Taker to, Map<String, Uuid> ids) {
        AuthorizedGroupRequests requests = new AuthorizedGroupRequests(to, ids);
        requests.coordinators();
        requests.members();
        requests.groups();
        requests.offsets();
        requests.transactions();
    }

    private void coordinators() {
        for (int type = 0; type < 2; type++) {
            String key = type == 0 ? "group" : "tx";
            var find = new FindCoordinatorRequestData().setKeyType((byte) type);
            to.ask(
                    "FindCoordinator of one",
                    ApiKeys.FIND_COORDINATOR,
                    3,
                    find.duplicate().setKey(key));
            to.ask(
                    "FindCoordinator of several",
                    ApiKeys.FIND_COORDINATOR,
                    5,
                    find.duplicate().setCoordinatorKeys(List.of(key, "another")));
        }
    }

    private void members() {
        var protocols = new JoinGroupRequestData.JoinGroupRequestProtocolCollection();
        protocols.add(new JoinGroupRequestData.JoinGroupRequestProtocol().setName("range"));
        to.ask(
                "JoinGroup",
                ApiKeys.JOIN_GROUP,
                9,
                new JoinGroupRequestData()
                        .setGroupId("group")
                        .setSessionTimeoutMs(10_000)
                        .setMemberId("nobody")
                        .setProtocolType("consumer")
                        .setProtocols(protocols));
        to.ask(
                "SyncGroup",
                ApiKeys.SYNC_GROUP,
                5,
                new SyncGroupRequestData()
                        .setGroupId("group")
                        .setMemberId("nobody")
                        .setProtocolType("consumer")
                        .setProtocolName("range"));
        to.ask(
                "Heartbeat",
                ApiKeys.HEARTBEAT,
                4,
                new HeartbeatRequestData().setGroupId("group").setMemberId("nobody"));
        to.ask(
                "LeaveGroup",
                ApiKeys.LEAVE_GROUP,
                4,
                new LeaveGroupRequestData()
                        .setGroupId("group")
                        .setMembers(List.of(new LeaveGroupRequestData.MemberIdentity().setMemberId("nobody"))));
        for (List<String> topics : List.of(List.of("seen"), List.of("seen", "other"))) {
            to.ask(
                    "ConsumerGroupHeartbeat of " + topics,
                    ApiKeys.CONSUMER_GROUP_HEARTBEAT,
                    1,
                    new ConsumerGroupHeartbeatRequestData()
                            .setGroupId("live")
                            .setMemberId("nobody")
                            .setMemberEpoch(3)
                            .setSubscribedTopicNames(topics));
        }
    }

    private void groups() {
        to.ask(
                "DescribeGroups",
                ApiKeys.DESCRIBE_GROUPS,
                5,
                new DescribeGroupsRequestData()
                        .setGroups(List.of("group", "another"))
                        .setIncludeAuthorizedOperations(true));
        to.ask("ListGroups", ApiKeys.LIST_GROUPS, 5, new ListGroupsRequestData());
        to.ask(
                "DeleteGroups",
                ApiKeys.DELETE_GROUPS,
                2,
                new DeleteGroupsRequestData().setGroupsNames(List.of("another", "live")));
        for (boolean permissions : new boolean[] {false, true}) {
            to.ask(
                    "ConsumerGroupDescribe",
                    ApiKeys.CONSUMER_GROUP_DESCRIBE,
                    1,
                    new ConsumerGroupDescribeRequestData()
                            .setGroupIds(List.of("another", "live"))
                            .setIncludeAuthorizedOperations(permissions));
        }
    }

    private void offsets() {
        for (int version : new int[] {8, 10}) {
            to.ask(
                    "OffsetCommit",
                    ApiKeys.OFFSET_COMMIT,
                    version,
                    new OffsetCommitRequestData()
                            .setGroupId("group")
                            .setTopics(each(
                                    AuthorizedRequests.TOPICS,
                                    it -> new OffsetCommitRequestData.OffsetCommitRequestTopic()
                                            .setName(version < 10 ? it : "")
                                            .setTopicId(version < 10 ? Uuid.ZERO_UUID : id(it))
                                            .setPartitions(
                                                    List.of(new OffsetCommitRequestData.OffsetCommitRequestPartition()
                                                            .setCommittedOffset(1))))));
        }
        for (int version : new int[] {5, 8, 9, 10}) {
            for (boolean named : new boolean[] {false, true}) {
                to.ask(
                        "OffsetFetch of " + (named ? "topics" : "all"),
                        ApiKeys.OFFSET_FETCH,
                        version,
                        fetch(version, named));
            }
        }
        var deleted = new OffsetDeleteRequestData.OffsetDeleteRequestTopicCollection();
        List.of("other", "missing")
                .forEach(it -> deleted.add(new OffsetDeleteRequestData.OffsetDeleteRequestTopic()
                        .setName(it)
                        .setPartitions(List.of(
                                new OffsetDeleteRequestData.OffsetDeleteRequestPartition().setPartitionIndex(7)))));
        to.ask(
                "OffsetDelete",
                ApiKeys.OFFSET_DELETE,
                0,
                new OffsetDeleteRequestData().setGroupId("group").setTopics(deleted));
    }

    private OffsetFetchRequestData fetch(int version, boolean named) {
        if (version < 8) {
            return new OffsetFetchRequestData()
                    .setGroupId("group")
                    .setTopics(
                            named
                                    ? each(
                                            AuthorizedRequests.TOPICS,
                                            it -> new OffsetFetchRequestData.OffsetFetchRequestTopic()
                                                    .setName(it)
                                                    .setPartitionIndexes(List.of(0)))
                                    : null);
        }
        return new OffsetFetchRequestData()
                .setGroups(each(
                        List.of("group", "another"),
                        group -> new OffsetFetchRequestData.OffsetFetchRequestGroup()
                                .setGroupId(group)
                                .setTopics(
                                        named
                                                ? each(
                                                        AuthorizedRequests.TOPICS,
                                                        it -> new OffsetFetchRequestData.OffsetFetchRequestTopics()
                                                                .setName(version < 10 ? it : "")
                                                                .setTopicId(version < 10 ? Uuid.ZERO_UUID : id(it))
                                                                .setPartitionIndexes(List.of(0)))
                                                : null)));
    }

    private void transactions() {
        to.ask(
                "InitProducerId of no transaction",
                ApiKeys.INIT_PRODUCER_ID,
                5,
                new InitProducerIdRequestData().setTransactionalId(null).setTransactionTimeoutMs(1000));
        to.ask(
                "InitProducerId",
                ApiKeys.INIT_PRODUCER_ID,
                5,
                new InitProducerIdRequestData()
                        .setTransactionalId("tx")
                        .setTransactionTimeoutMs(1000)
                        .setProducerId(NOBODY)
                        .setProducerEpoch((short) 3));
        for (List<String> names : List.of(List.of("seen"), List.of("seen", "other"), AuthorizedRequests.TOPICS)) {
            var added = new AddPartitionsToTxnRequestData.AddPartitionsToTxnTopicCollection();
            names.forEach(it -> added.add(new AddPartitionsToTxnRequestData.AddPartitionsToTxnTopic()
                    .setName(it)
                    .setPartitions(List.of(0))));
            to.ask(
                    "AddPartitionsToTxn of " + names,
                    ApiKeys.ADD_PARTITIONS_TO_TXN,
                    3,
                    new AddPartitionsToTxnRequestData()
                            .setV3AndBelowTransactionalId("tx")
                            .setV3AndBelowProducerId(NOBODY)
                            .setV3AndBelowTopics(added));
        }
        var topics = new AddPartitionsToTxnRequestData.AddPartitionsToTxnTopicCollection();
        topics.add(new AddPartitionsToTxnRequestData.AddPartitionsToTxnTopic()
                .setName("seen")
                .setPartitions(List.of(0)));
        var transactions = new AddPartitionsToTxnRequestData.AddPartitionsToTxnTransactionCollection();
        transactions.add(new AddPartitionsToTxnRequestData.AddPartitionsToTxnTransaction()
                .setTransactionalId("tx")
                .setProducerId(NOBODY)
                .setTopics(topics));
        to.ask(
                "AddPartitionsToTxn of a broker",
                ApiKeys.ADD_PARTITIONS_TO_TXN,
                5,
                new AddPartitionsToTxnRequestData().setTransactions(transactions));
        to.ask(
                "AddOffsetsToTxn",
                ApiKeys.ADD_OFFSETS_TO_TXN,
                4,
                new AddOffsetsToTxnRequestData()
                        .setTransactionalId("tx")
                        .setProducerId(NOBODY)
                        .setGroupId("group"));
        to.ask(
                "TxnOffsetCommit",
                ApiKeys.TXN_OFFSET_COMMIT,
                3,
                new TxnOffsetCommitRequestData()
                        .setTransactionalId("tx")
                        .setGroupId("group")
                        .setProducerId(NOBODY)
                        .setGenerationId(-1)
                        .setTopics(each(
                                List.of("other", "missing"),
                                it -> new TxnOffsetCommitRequestData.TxnOffsetCommitRequestTopic()
                                        .setName(it)
                                        .setPartitions(
                                                List.of(new TxnOffsetCommitRequestData.TxnOffsetCommitRequestPartition()
                                                        .setPartitionIndex(7))))));
        to.ask(
                "EndTxn",
                ApiKeys.END_TXN,
                5,
                new EndTxnRequestData()
                        .setTransactionalId("tx")
                        .setProducerId(NOBODY)
                        .setCommitted(true));
        to.ask(
                "WriteTxnMarkers",
                ApiKeys.WRITE_TXN_MARKERS,
                1,
                new WriteTxnMarkersRequestData()
                        .setMarkers(List.of(new WriteTxnMarkersRequestData.WritableTxnMarker()
                                .setProducerId(NOBODY)
                                .setTopics(List.of(new WriteTxnMarkersRequestData.WritableTxnMarkerTopic()
                                        .setName("missing")
                                        .setPartitionIndexes(List.of(0)))))));
        to.ask(
                "DescribeTransactions",
                ApiKeys.DESCRIBE_TRANSACTIONS,
                0,
                new DescribeTransactionsRequestData().setTransactionalIds(List.of("tx", "another")));
        to.ask("ListTransactions", ApiKeys.LIST_TRANSACTIONS, 1, new ListTransactionsRequestData());
    }

    private Uuid id(String topic) {
        return ids.getOrDefault(topic, new Uuid(1, 1));
    }
}
