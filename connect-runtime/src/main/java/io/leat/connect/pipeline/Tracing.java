package io.leat.connect.pipeline;

import com.fasterxml.jackson.databind.node.TextNode;
import io.leat.connect.pipeline.RecordTrace.Failure;
import io.leat.connect.pipeline.RecordTrace.Shown;
import io.leat.connect.pipeline.RecordTrace.ShownHeader;
import io.leat.connect.pipeline.RecordTrace.Step;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Takes records through a chain and converters as a task does, and notes each step.
 *
 * @param <R> {@code SourceRecord} or {@code SinkRecord}
 */
public final class Tracing<R extends ConnectRecord<R>> {
    private final TransformChain<R> chain;
    private final @Nullable Converters converters;
    private final JsonConverter json = new JsonConverter();
    private final List<Step> steps = new ArrayList<>();

    /** {@code converters} may be null for one that only transforms. */
    public Tracing(TransformChain<R> chain, @Nullable Converters converters) {
        this.chain = chain;
        this.converters = converters;
        json.configure(Map.of("schemas.enable", "false"), false);
    }

    /** A record through the transforms alone. */
    public RecordTrace transformed(R record) {
        steps.clear();
        steps.add(new Step("given", true, shown(record)));
        try {
            var unused = throughChain(record);
            return done(null);
        } catch (StageFailure e) {
            return done(e);
        }
    }

    /** A polled record on its way to the log. */
    public RecordTrace ofSource(R polled) {
        steps.clear();
        steps.add(new Step("polled", true, shown(polled)));
        try {
            R record = throughChain(polled);
            if (record instanceof SourceRecord source && converters != null) {
                ProducerRecord<byte[], byte[]> bytes =
                        new SourceConversion(new TransformChain<>(List.of()), converters).convert(source);
                if (bytes != null) {
                    steps.add(new Step(
                            "converted",
                            true,
                            shown(
                                    bytes.topic(),
                                    bytes.partition(),
                                    bytes.timestamp(),
                                    bytes.key(),
                                    bytes.value(),
                                    bytes.headers())));
                }
            }
            return done(null);
        } catch (StageFailure e) {
            return done(e);
        }
    }

    /** A record of the log on its way to a sink. */
    @SuppressWarnings("unchecked") // called for chains of sink records only
    public RecordTrace ofSink(ConsumerRecord<byte[], byte[]> read) {
        steps.clear();
        steps.add(new Step(
                "read",
                true,
                shown(read.topic(), read.partition(), read.timestamp(), read.key(), read.value(), read.headers())));
        try {
            SinkRecord record = converters == null
                    ? null
                    : new SinkConversion(converters, new TransformChain<>(List.of())).convert(read);
            if (record != null) {
                steps.add(new Step("converted", true, shown(record)));
                var unused = throughChain((R) record);
            }
            return done(null);
        } catch (StageFailure e) {
            return done(e);
        }
    }

    private @Nullable R throughChain(R record) throws StageFailure {
        R current = record;
        for (TransformChain.Step<R> step : chain.steps()) {
            TransformChain<R> alone = new TransformChain<>(List.of(step));
            R next = alone.apply(current);
            boolean applied = step.appliesTo(current);
            steps.add(new Step("transforms." + step.alias(), applied, next == null ? null : shown(next)));
            if (next == null) {
                return null;
            }
            current = next;
        }
        return current;
    }

    private RecordTrace done(@Nullable StageFailure e) {
        Failure failure = e == null
                ? null
                : new Failure(
                        e.stage().name(), e.executing().getName(), e.error().toString());
        return new RecordTrace(List.copyOf(steps), failure);
    }

    private Shown shown(ConnectRecord<?> record) {
        List<ShownHeader> headers = new ArrayList<>();
        record.headers()
                .forEach(header -> headers.add(new ShownHeader(header.key(), json(header.schema(), header.value()))));
        return new Shown(
                record.topic(),
                record.kafkaPartition(),
                record.timestamp(),
                json(record.keySchema(), record.key()),
                schema(record.keySchema()),
                json(record.valueSchema(), record.value()),
                schema(record.valueSchema()),
                headers);
    }

    private Shown shown(
            String topic,
            @Nullable Integer partition,
            @Nullable Long timestamp,
            byte @Nullable [] key,
            byte @Nullable [] value,
            Headers headers) {
        List<ShownHeader> shown = new ArrayList<>();
        for (Header header : headers) {
            shown.add(new ShownHeader(header.key(), bytes(header.value())));
        }
        return new Shown(topic, partition, timestamp, bytes(key), null, bytes(value), null, shown);
    }

    private @Nullable String schema(@Nullable Schema schema) {
        return schema == null ? null : json.asJsonSchema(schema).toString();
    }

    /** What is no JSON is the text it prints. */
    private String json(@Nullable Schema schema, @Nullable Object value) {
        try {
            byte[] written = json.fromConnectData("", schema, value);
            return written == null ? "null" : new String(written, StandardCharsets.UTF_8);
        } catch (DataException e) {
            return quoted(String.valueOf(value));
        }
    }

    /** Bytes that are a text, as that; others as {@code {"base64": …}}. */
    private static String bytes(byte @Nullable [] bytes) {
        if (bytes == null) {
            return "null";
        }
        try {
            return quoted(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return "{\"base64\":\"" + Base64.getEncoder().encodeToString(bytes) + "\"}";
        }
    }

    private static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }
}
