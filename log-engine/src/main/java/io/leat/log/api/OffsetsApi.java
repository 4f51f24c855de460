package io.leat.log.api;

import io.leat.log.broker.Broker;
import io.leat.log.partition.PartitionLog;
import io.leat.log.partition.PartitionLog.EpochEnd;
import io.leat.log.partition.TimestampOffset;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsTopicResponse;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderPartition;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopic;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.EpochEndOffset;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.OffsetForLeaderTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ListOffsetsRequest;
import org.apache.kafka.common.requests.ListOffsetsResponse;
import org.apache.kafka.common.requests.OffsetsForLeaderEpochRequest;
import org.apache.kafka.common.requests.OffsetsForLeaderEpochResponse;

/** ListOffsets, versions 1 to 11, and OffsetForLeaderEpoch, versions 2 to 4: which offset is where in a log. */
final class OffsetsApi implements ApiFamily {
    private static final int LEADER_EPOCH_SINCE = 4;
    private static final int MAX_TIMESTAMP_SINCE = 7;
    private static final int EARLIEST_LOCAL_SINCE = 8;
    private static final int LATEST_TIERED_SINCE = 9;
    private static final int PENDING_UPLOAD_SINCE = 11;

    private final Broker broker;

    OffsetsApi(Broker broker) {
        this.broker = broker;
    }

    @Override
    public void serve(Routes routes) {
        routes.onNow(ApiKeys.LIST_OFFSETS, this::listOffsets).onNow(ApiKeys.OFFSET_FOR_LEADER_EPOCH, this::epochEnds);
    }

    private AbstractResponse listOffsets(Call who, ListOffsetsRequest request) {
        ListOffsetsResponseData response = new ListOffsetsResponseData();
        Set<TopicPartition> twice = request.duplicatePartitions();
        for (ListOffsetsTopic topic : request.topics()) {
            response.topics()
                    .add(new ListOffsetsTopicResponse()
                            .setName(topic.name())
                            .setPartitions(topic.partitions().stream()
                                    .map(it -> list(
                                            request, new TopicPartition(topic.name(), it.partitionIndex()), it, twice))
                                    .collect(Collectors.toList())));
        }
        return new ListOffsetsResponse(response);
    }

    private ListOffsetsPartitionResponse list(
            ListOffsetsRequest request, TopicPartition name, ListOffsetsPartition asked, Set<TopicPartition> twice) {
        ListOffsetsPartitionResponse answer = new ListOffsetsPartitionResponse()
                .setPartitionIndex(asked.partitionIndex())
                .setTimestamp(ListOffsetsResponse.UNKNOWN_TIMESTAMP)
                .setOffset(ListOffsetsResponse.UNKNOWN_OFFSET);
        if (twice.contains(name)) {
            return answer.setErrorCode(Errors.INVALID_REQUEST.code());
        }
        try {
            PartitionLog log = broker.partition(name).log();
            TopicLookup.checkEpoch(log, asked.currentLeaderEpoch());
            boolean committed = Isolation.committedOnly(request.data().isolationLevel());
            long end = committed ? log.lastStableOffset() : log.highWatermark();
            find(log, asked.timestamp(), end, request.version()).ifPresent(found -> {
                answer.setTimestamp(found.timestamp()).setOffset(found.offset());
                if (request.version() >= LEADER_EPOCH_SINCE) {
                    answer.setLeaderEpoch(found.leaderEpoch());
                }
            });
        } catch (RuntimeException e) {
            answer.setErrorCode(Failures.error(e).code());
        }
        return answer;
    }

    private static Optional<TimestampOffset> find(PartitionLog log, long timestamp, long end, short version) {
        if (timestamp == ListOffsetsRequest.LATEST_TIMESTAMP) {
            return Optional.of(at(end, log.leaderEpoch()));
        } else if (timestamp == ListOffsetsRequest.EARLIEST_TIMESTAMP
                || isSince(EARLIEST_LOCAL_SINCE, ListOffsetsRequest.EARLIEST_LOCAL_TIMESTAMP, timestamp, version)) {
            return Optional.of(at(log.logStartOffset(), log.epochOf(log.logStartOffset())));
        } else if (isSince(MAX_TIMESTAMP_SINCE, ListOffsetsRequest.MAX_TIMESTAMP, timestamp, version)) {
            return log.offsetOfMaxTimestamp();
        } else if (isSince(LATEST_TIERED_SINCE, ListOffsetsRequest.LATEST_TIERED_TIMESTAMP, timestamp, version)
                || isSince(
                        PENDING_UPLOAD_SINCE,
                        ListOffsetsRequest.EARLIEST_PENDING_UPLOAD_TIMESTAMP,
                        timestamp,
                        version)) {
            return Optional.empty(); // There is no tier but this one.
        } else if (timestamp < 0) {
            throw new UnsupportedVersionException(
                    "ListOffsets version %d has no special timestamp %d.".formatted(version, timestamp));
        }
        return log.offsetForTimestamp(timestamp).filter(it -> it.offset() < end);
    }

    private static boolean isSince(int since, long special, long timestamp, short version) {
        return timestamp == special && version >= since;
    }

    private static TimestampOffset at(long offset, int epoch) {
        return new TimestampOffset(ListOffsetsResponse.UNKNOWN_TIMESTAMP, offset, epoch);
    }

    private AbstractResponse epochEnds(Call who, OffsetsForLeaderEpochRequest request) {
        OffsetForLeaderEpochResponseData response = new OffsetForLeaderEpochResponseData();
        for (OffsetForLeaderTopic topic : request.data().topics()) {
            response.topics()
                    .add(new OffsetForLeaderTopicResult()
                            .setTopic(topic.topic())
                            .setPartitions(topic.partitions().stream()
                                    .map(it -> epochEnd(topic.topic(), it))
                                    .collect(Collectors.toList())));
        }
        return new OffsetsForLeaderEpochResponse(response);
    }

    private EpochEndOffset epochEnd(String topic, OffsetForLeaderPartition asked) {
        EpochEndOffset answer = new EpochEndOffset().setPartition(asked.partition());
        try {
            PartitionLog log = broker.partition(new TopicPartition(topic, asked.partition()))
                    .log();
            TopicLookup.checkEpoch(log, asked.currentLeaderEpoch());
            EpochEnd end = log.endOfEpoch(asked.leaderEpoch());
            answer.setLeaderEpoch(end.epoch()).setEndOffset(end.endOffset());
        } catch (RuntimeException e) {
            answer.setErrorCode(Failures.error(e).code());
        }
        return answer;
    }
}
