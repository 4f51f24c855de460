package io.leat.log.api;

import io.leat.log.broker.Broker;
import io.leat.log.broker.ReplicaAssignment;
import io.leat.log.broker.Topic;
import org.apache.kafka.common.errors.NoReassignmentInProgressException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData.ReassignablePartition;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData.ReassignableTopic;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData.ReassignablePartitionResponse;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData.ReassignableTopicResponse;
import org.apache.kafka.common.message.ListPartitionReassignmentsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.AlterPartitionReassignmentsRequest;
import org.apache.kafka.common.requests.AlterPartitionReassignmentsResponse;
import org.apache.kafka.common.requests.ListPartitionReassignmentsRequest;
import org.apache.kafka.common.requests.ListPartitionReassignmentsResponse;

/** ListPartitionReassignments, of which there are none, and AlterPartitionReassignments: to where it is already, or refused. */
final class ReassignmentsApi implements ApiFamily {
    private final Broker broker;

    ReassignmentsApi(Broker broker) {
        this.broker = broker;
    }

    @Override
    public void serve(Routes routes) {
        routes.onNow(ApiKeys.LIST_PARTITION_REASSIGNMENTS, this::list);
        routes.onNow(ApiKeys.ALTER_PARTITION_REASSIGNMENTS, this::alter);
    }

    private AbstractResponse list(Call who, ListPartitionReassignmentsRequest request) {
        return new ListPartitionReassignmentsResponse(new ListPartitionReassignmentsResponseData());
    }

    private AbstractResponse alter(Call who, AlterPartitionReassignmentsRequest request) {
        AlterPartitionReassignmentsResponseData response = new AlterPartitionReassignmentsResponseData()
                .setAllowReplicationFactorChange(request.data().allowReplicationFactorChange());
        for (ReassignableTopic topic : request.data().topics()) {
            ReassignableTopicResponse result = new ReassignableTopicResponse().setName(topic.name());
            topic.partitions().forEach(it -> result.partitions().add(altered(topic.name(), it)));
            response.responses().add(result);
        }
        return new AlterPartitionReassignmentsResponse(response);
    }

    private ReassignablePartitionResponse altered(String topic, ReassignablePartition asked) {
        ReassignablePartitionResponse result =
                new ReassignablePartitionResponse().setPartitionIndex(asked.partitionIndex());
        try {
            check(topic, asked);
            return result.setErrorMessage(null);
        } catch (RuntimeException e) {
            return result.setErrorCode(Failures.error(e).code()).setErrorMessage(e.getMessage());
        }
    }

    private void check(String name, ReassignablePartition asked) {
        Topic topic = broker.topics()
                .find(name)
                .orElseThrow(() -> new UnknownTopicOrPartitionException("Unable to find a topic named " + name + "."));
        int partition = asked.partitionIndex();
        if (partition < 0 || partition >= topic.partitions()) {
            throw new UnknownTopicOrPartitionException("Unable to find partition " + name + ":" + partition + ".");
        }
        if (asked.replicas() == null) {
            throw new NoReassignmentInProgressException(Errors.NO_REASSIGNMENT_IN_PROGRESS.message());
        }
        ReplicaAssignment.check(asked.replicas(), broker.nodeId());
    }
}
