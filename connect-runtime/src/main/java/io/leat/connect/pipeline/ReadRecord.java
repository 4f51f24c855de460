package io.leat.connect.pipeline;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** A record for a sink that knows the bytes it was made of, whatever transforms make of it. */
final class ReadRecord extends SinkRecord {
    private final ConsumerRecord<byte[], byte[]> original;

    /** {@code record} with the memory of {@code original}. */
    ReadRecord(ConsumerRecord<byte[], byte[]> original, SinkRecord record) {
        super(
                record.topic(),
                record.kafkaPartition(),
                record.keySchema(),
                record.key(),
                record.valueSchema(),
                record.value(),
                record.kafkaOffset(),
                record.timestamp(),
                record.timestampType(),
                record.headers(),
                record.originalTopic(),
                record.originalKafkaPartition(),
                record.originalKafkaOffset());
        this.original = original;
    }

    ConsumerRecord<byte[], byte[]> original() {
        return original;
    }

    @Override
    public SinkRecord newRecord(
            String topic,
            Integer partition,
            Schema keySchema,
            Object key,
            Schema valueSchema,
            Object value,
            Long timestamp) {
        return newRecord(
                topic,
                partition,
                keySchema,
                key,
                valueSchema,
                value,
                timestamp,
                headers().duplicate());
    }

    @Override
    public SinkRecord newRecord(
            String topic,
            Integer partition,
            Schema keySchema,
            Object key,
            Schema valueSchema,
            Object value,
            Long timestamp,
            Iterable<Header> headers) {
        TimestampType type = timestampType();
        return new ReadRecord(
                original,
                new SinkRecord(
                        topic,
                        partition,
                        keySchema,
                        key,
                        valueSchema,
                        value,
                        kafkaOffset(),
                        timestamp,
                        type,
                        headers,
                        originalTopic(),
                        originalKafkaPartition(),
                        originalKafkaOffset()));
    }

    /** Equal to a record that says the same; where it came from says it too. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ReadRecord read && original == read.original && super.equals(other);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }
}
