package io.leat.connect.pipeline;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** From what the log holds to what a sink task takes: header, key and value converter, then transforms. */
public final class SinkConversion implements Conversion<ConsumerRecord<byte[], byte[]>, SinkRecord> {
    private final Converters converters;
    private final TransformChain<SinkRecord> transforms;

    public SinkConversion(Converters converters, TransformChain<SinkRecord> transforms) {
        this.converters = converters;
        this.transforms = transforms;
    }

    @Override
    public @Nullable SinkRecord convert(ConsumerRecord<byte[], byte[]> read) throws StageFailure {
        SchemaAndValue key = key(read);
        SchemaAndValue value = value(read);
        SinkRecord record = new SinkRecord(
                read.topic(),
                read.partition(),
                key.schema(),
                key.value(),
                value.schema(),
                value.value(),
                read.offset(),
                timestamp(read),
                read.timestampType(),
                headers(read));
        return transforms.apply(record);
    }

    /** A record without a timestamp has none, not minus one. */
    private static @Nullable Long timestamp(ConsumerRecord<byte[], byte[]> read) {
        return read.timestampType() == TimestampType.NO_TIMESTAMP_TYPE ? null : (Long) read.timestamp();
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
            throw new StageFailure(Stage.HEADER_CONVERTER, e);
        }
    }

    private SchemaAndValue key(ConsumerRecord<byte[], byte[]> read) throws StageFailure {
        try {
            return converters.key().toConnectData(read.topic(), read.headers(), read.key());
        } catch (RuntimeException e) {
            throw new StageFailure(Stage.KEY_CONVERTER, e);
        }
    }

    private SchemaAndValue value(ConsumerRecord<byte[], byte[]> read) throws StageFailure {
        try {
            return converters.value().toConnectData(read.topic(), read.headers(), read.value());
        } catch (RuntimeException e) {
            throw new StageFailure(Stage.VALUE_CONVERTER, e);
        }
    }
}
