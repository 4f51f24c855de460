package io.leat.connect.pipeline;

import io.leat.connect.plugin.OwnLoader;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.runtime.InternalSinkRecord;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** From what the log holds to what a sink task takes: header, key and value converter, then transforms. */
public final class SinkConversion implements Conversion<ConsumerRecord<byte[], byte[]>, SinkRecord> {
    private final Converters converters;
    private final TransformChain<SinkRecord> transforms;
    private final boolean convertBack;

    public SinkConversion(Converters converters, TransformChain<SinkRecord> transforms) {
        this(converters, transforms, false);
    }

    /** @param convertBack make bytes anew of a record that a task has made itself, for a dead letter queue */
    public SinkConversion(Converters converters, TransformChain<SinkRecord> transforms, boolean convertBack) {
        this.converters = converters;
        this.transforms = transforms;
        this.convertBack = convertBack;
    }

    @Override
    public @Nullable SinkRecord convert(ConsumerRecord<byte[], byte[]> read) throws StageFailure {
        SchemaAndValue key = key(read);
        SchemaAndValue value = value(read);
        SinkRecord made = transforms.apply(new InternalSinkRecord(read, key, value, headers(read)));
        // A transform may make a record by itself; tasks still find in it what it was.
        return made == null || made instanceof InternalSinkRecord ? made : new InternalSinkRecord(read, made);
    }

    /**
     * What a record was made of. One that the task has made itself is converted back to bytes, as Kafka Connect does, or is
     * the place in the log alone.
     */
    public ConsumerRecord<byte[], byte[]> original(SinkRecord record) {
        if (record instanceof InternalSinkRecord read) {
            return read.original();
        }
        if (!convertBack) {
            return new ConsumerRecord<>(
                    record.originalTopic(),
                    record.originalKafkaPartition(),
                    record.originalKafkaOffset(),
                    new byte[0],
                    new byte[0]);
        }
        RecordHeaders headers = new RecordHeaders();
        for (org.apache.kafka.connect.header.Header header : record.headers()) {
            headers.add(
                    header.key(),
                    converters
                            .header()
                            .fromConnectHeader(record.topic(), header.key(), header.schema(), header.value()));
        }
        byte[] key = converters.key().fromConnectData(record.topic(), headers, record.keySchema(), record.key());
        byte[] value =
                converters.value().fromConnectData(record.topic(), headers, record.valueSchema(), record.value());
        return new ConsumerRecord<>(
                record.topic(),
                record.kafkaPartition(),
                record.kafkaOffset(),
                record.timestamp() == null ? ConsumerRecord.NO_TIMESTAMP : record.timestamp(),
                record.timestampType(),
                key == null ? ConsumerRecord.NULL_SIZE : key.length,
                value == null ? ConsumerRecord.NULL_SIZE : value.length,
                key,
                value,
                headers,
                Optional.empty());
    }

    private @Nullable ConnectHeaders headers(ConsumerRecord<byte[], byte[]> read) throws StageFailure {
        ConnectHeaders headers = null;
        try {
            for (Header header : read.headers()) {
                headers = headers == null ? new ConnectHeaders() : headers;
                headers.add(
                        header.key(), converters.header().toConnectHeader(read.topic(), header.key(), header.value()));
            }
            return headers;
        } catch (RuntimeException e) {
            throw new StageFailure(Stage.HEADER_CONVERTER, OwnLoader.pluginClass(converters.header()), e);
        }
    }

    private SchemaAndValue key(ConsumerRecord<byte[], byte[]> read) throws StageFailure {
        try {
            return converters.key().toConnectData(read.topic(), read.headers(), read.key());
        } catch (RuntimeException e) {
            throw new StageFailure(Stage.KEY_CONVERTER, OwnLoader.pluginClass(converters.key()), e);
        }
    }

    private SchemaAndValue value(ConsumerRecord<byte[], byte[]> read) throws StageFailure {
        try {
            return converters.value().toConnectData(read.topic(), read.headers(), read.value());
        } catch (RuntimeException e) {
            throw new StageFailure(Stage.VALUE_CONVERTER, OwnLoader.pluginClass(converters.value()), e);
        }
    }
}
