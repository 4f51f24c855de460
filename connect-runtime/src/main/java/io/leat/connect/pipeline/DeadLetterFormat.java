package io.leat.connect.pipeline;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;
import org.jspecify.annotations.Nullable;

/**
 * What a dead letter looks like (KIP-298): the bytes that were read, and in headers, if {@code headers} is set, where
 * they were read and what went wrong. Kafka Connect has them for sinks only; that of a source, which has no bytes yet,
 * holds texts and bytes as they are and everything else as JSON with its schema.
 *
 * @param topic {@code errors.deadletterqueue.topic.name}
 * @param headers {@code errors.deadletterqueue.context.headers.enable}
 */
public record DeadLetterFormat(String topic, boolean headers, String connector, int task) {
    private static final String PREFIX = "__connect.errors.";
    private static final SimpleHeaderConverter HEADERS = new SimpleHeaderConverter();

    /** The dead letter of a record that was read from the log. */
    public ProducerRecord<byte[], byte[]> of(ConsumerRecord<byte[], byte[]> read, StageFailure failure) {
        Headers all = new RecordHeaders(read.headers());
        if (headers) {
            add(all, "topic", read.topic());
            add(all, "partition", Integer.toString(read.partition()));
            add(all, "offset", Long.toString(read.offset()));
            addFailure(all, failure);
        }
        Long timestamp = read.timestamp() == ConsumerRecord.NO_TIMESTAMP ? null : (Long) read.timestamp();
        return new ProducerRecord<>(topic, null, timestamp, read.key(), read.value(), all);
    }

    /** The dead letter of a record that a source task returned; its place is that in the source. */
    public ProducerRecord<byte[], byte[]> of(SourceRecord polled, StageFailure failure) {
        Headers all = new RecordHeaders();
        for (Header header : polled.headers()) {
            all.add(
                    header.key(),
                    HEADERS.fromConnectHeader(
                            String.valueOf(polled.topic()), header.key(), header.schema(), header.value()));
        }
        if (headers) {
            add(all, "topic", polled.topic());
            all.add(PREFIX + "source.partition", json(null, polled.sourcePartition(), false));
            all.add(PREFIX + "source.offset", json(null, polled.sourceOffset(), false));
            addFailure(all, failure);
        }
        return new ProducerRecord<>(
                topic,
                null,
                polled.timestamp(),
                bytes(polled.keySchema(), polled.key()),
                bytes(polled.valueSchema(), polled.value()),
                all);
    }

    private void addFailure(Headers all, StageFailure failure) {
        Throwable error = failure.error();
        StringWriter trace = new StringWriter();
        error.printStackTrace(new PrintWriter(trace, true));
        add(all, "connector.name", connector);
        add(all, "task.id", Integer.toString(task));
        add(all, "stage", failure.stage().name());
        add(all, "class.name", failure.executing().getName());
        add(all, "exception.class.name", error.getClass().getName());
        add(all, "exception.message", error.getMessage());
        add(all, "exception.stacktrace", trace.toString());
    }

    private static void add(Headers all, String name, @Nullable String value) {
        all.add(PREFIX + name, value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    private static byte @Nullable [] bytes(@Nullable Schema schema, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (value instanceof byte[] raw) {
            return raw;
        }
        return value instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : json(schema, value, true);
    }

    /** As JSON; what does not even keep to its own schema, as the text it prints. */
    private static byte @Nullable [] json(@Nullable Schema schema, @Nullable Object value, boolean withSchema) {
        try (JsonConverter converter = new JsonConverter()) {
            converter.configure(Map.of("schemas.enable", Boolean.toString(withSchema)), false);
            return converter.fromConnectData("", schema, value);
        } catch (DataException e) {
            return String.valueOf(value).getBytes(StandardCharsets.UTF_8);
        }
    }
}
