package io.leat.log.api;

import io.leat.log.broker.Broker;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsPartition;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsTopic;
import org.apache.kafka.common.message.DeleteRecordsResponseData;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsPartitionResult;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.DeleteRecordsRequest;
import org.apache.kafka.common.requests.DeleteRecordsResponse;

/** DeleteRecords, versions 0 to 2. It is answered when the new log starts are on disk, so that a crash brings nothing back. */
final class RecordsApi implements ApiFamily {
    private final Broker broker;

    RecordsApi(Broker broker) {
        this.broker = broker;
    }

    @Override
    public void serve(Routes routes) {
        routes.onSlow(ApiKeys.DELETE_RECORDS, this::deleteAll);
    }

    private AbstractResponse deleteAll(Call who, DeleteRecordsRequest request) {
        DeleteRecordsResponseData response = new DeleteRecordsResponseData();
        boolean some = false;
        for (DeleteRecordsTopic topic : request.data().topics()) {
            DeleteRecordsTopicResult result = new DeleteRecordsTopicResult().setName(topic.name());
            for (DeleteRecordsPartition partition : topic.partitions()) {
                DeleteRecordsPartitionResult deleted = delete(topic.name(), partition);
                some |= deleted.errorCode() == Errors.NONE.code();
                result.partitions().add(deleted);
            }
            response.topics().add(result);
        }
        if (some) {
            broker.keepLogStarts();
        }
        return new DeleteRecordsResponse(response);
    }

    private DeleteRecordsPartitionResult delete(String topic, DeleteRecordsPartition asked) {
        DeleteRecordsPartitionResult result =
                new DeleteRecordsPartitionResult().setPartitionIndex(asked.partitionIndex());
        try {
            TopicPartition name = new TopicPartition(topic, asked.partitionIndex());
            long before = asked.offset() == DeleteRecordsRequest.HIGH_WATERMARK
                    ? broker.partition(name).log().highWatermark()
                    : asked.offset();
            return result.setLowWatermark(broker.deleteRecords(name, before));
        } catch (RuntimeException e) {
            return result.setLowWatermark(DeleteRecordsResponse.INVALID_LOW_WATERMARK)
                    .setErrorCode(Failures.error(e).code());
        }
    }
}
