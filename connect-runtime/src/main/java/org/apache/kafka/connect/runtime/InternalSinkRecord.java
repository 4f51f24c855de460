package org.apache.kafka.connect.runtime;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.runtime.errors.ProcessingContext;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record on its way to a sink task that knows what it was in the topic, whatever transforms make of it. Debezium's
 * JDBC sink takes the offsets it reports from there; a dead letter has the bytes of it.
 */
public final class InternalSinkRecord extends SinkRecord {
    private final ConsumerRecord<byte[], byte[]> original;

    /** A record as the converters gave it. */
    public InternalSinkRecord(
            ConsumerRecord<byte[], byte[]> original,
            SchemaAndValue key,
            SchemaAndValue value,
            @Nullable Iterable<Header> headers) {
        super(
                original.topic(),
                original.partition(),
                key.schema(),
                key.value(),
                value.schema(),
                value.value(),
                original.offset(),
                timestamp(original),
                original.timestampType(),
                headers);
        this.original = original;
    }

    /** {@code record}, which came of {@code original}. */
    public InternalSinkRecord(ConsumerRecord<byte[], byte[]> original, SinkRecord record) {
        this(
                original,
                record,
                record.topic(),
                record.kafkaPartition(),
                new SchemaAndValue(record.keySchema(), record.key()),
                new SchemaAndValue(record.valueSchema(), record.value()),
                record.timestamp(),
                record.headers());
    }

    private InternalSinkRecord(
            ConsumerRecord<byte[], byte[]> original,
            SinkRecord before,
            String topic,
            Integer partition,
            SchemaAndValue key,
            SchemaAndValue value,
            @Nullable Long timestamp,
            @Nullable Iterable<Header> headers) {
        super(
                topic,
                partition,
                key.schema(),
                key.value(),
                value.schema(),
                value.value(),
                before.kafkaOffset(),
                timestamp,
                before.timestampType(),
                headers,
                original.topic(),
                original.partition(),
                original.offset());
        this.original = original;
    }

    /** A record without a timestamp has none, not minus one. */
    private static @Nullable Long timestamp(ConsumerRecord<byte[], byte[]> read) {
        return read.timestampType() == TimestampType.NO_TIMESTAMP_TYPE ? null : (Long) read.timestamp();
    }

    /** The record as it was read, in the form in which Apache's runtime has it. */
    public ProcessingContext<ConsumerRecord<byte[], byte[]>> context() {
        return new ProcessingContext<>(original);
    }

    /** The record as it was read. */
    public ConsumerRecord<byte[], byte[]> original() {
        return original;
    }

    @Override
    public SinkRecord newRecord(
            String topic,
            Integer kafkaPartition,
            Schema keySchema,
            Object key,
            Schema valueSchema,
            Object value,
            Long timestamp,
            Iterable<Header> headers) {
        return new InternalSinkRecord(
                original,
                this,
                topic,
                kafkaPartition,
                new SchemaAndValue(keySchema, key),
                new SchemaAndValue(valueSchema, value),
                timestamp,
                headers);
    }
}
