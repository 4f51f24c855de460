package io.leat.connect.pipeline;

import io.leat.connect.plugin.OwnLoader;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** From what a source task returned to what the log takes: transforms, then header, key and value converter. */
public final class SourceConversion implements Conversion<SourceRecord, ProducerRecord<byte[], byte[]>> {
    private final TransformChain<SourceRecord> transforms;
    private final Converters converters;
    /** Lent to the converters of a record that has none; a converter may add to them. */
    private RecordHeaders none = new RecordHeaders();

    public SourceConversion(TransformChain<SourceRecord> transforms, Converters converters) {
        this.transforms = transforms;
        this.converters = converters;
    }

    @Override
    public @Nullable ProducerRecord<byte[], byte[]> convert(SourceRecord polled) throws StageFailure {
        SourceRecord record = transforms.apply(polled);
        if (record == null) {
            return null;
        }
        RecordHeaders headers = headers(record);
        byte[] key = key(record, headers);
        byte[] value = value(record, headers);
        return new ProducerRecord<>(
                record.topic(), record.kafkaPartition(), record.timestamp(), key, value, taken(headers));
    }

    /** Null if there are none: the record makes its own, and ours are the next record's. */
    private @Nullable RecordHeaders taken(RecordHeaders headers) {
        if (headers.toArray().length == 0) {
            none = headers;
            return null;
        }
        none = new RecordHeaders();
        return headers;
    }

    private RecordHeaders headers(SourceRecord record) throws StageFailure {
        if (record.headers().isEmpty()) {
            return none;
        }
        RecordHeaders headers = new RecordHeaders();
        try {
            for (Header header : record.headers()) {
                headers.add(
                        header.key(),
                        converters
                                .header()
                                .fromConnectHeader(record.topic(), header.key(), header.schema(), header.value()));
            }
            return headers;
        } catch (RuntimeException e) {
            throw new StageFailure(Stage.HEADER_CONVERTER, OwnLoader.pluginClass(converters.header()), e);
        }
    }

    private byte[] key(SourceRecord record, Headers headers) throws StageFailure {
        try {
            return converters.key().fromConnectData(record.topic(), headers, record.keySchema(), record.key());
        } catch (RuntimeException e) {
            throw new StageFailure(Stage.KEY_CONVERTER, OwnLoader.pluginClass(converters.key()), e);
        }
    }

    private byte[] value(SourceRecord record, Headers headers) throws StageFailure {
        try {
            return converters.value().fromConnectData(record.topic(), headers, record.valueSchema(), record.value());
        } catch (RuntimeException e) {
            throw new StageFailure(Stage.VALUE_CONVERTER, OwnLoader.pluginClass(converters.value()), e);
        }
    }
}
