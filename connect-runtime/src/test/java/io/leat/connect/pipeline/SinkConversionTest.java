package io.leat.connect.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.runtime.InternalSinkRecord;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;
import org.apache.kafka.connect.storage.StringConverter;
import org.apache.kafka.connect.transforms.Transformation;
import org.junit.jupiter.api.Test;

class SinkConversionTest {
    private final ConsumerRecord<byte[], byte[]> read =
            new ConsumerRecord<>("in", 3, 42, "k".getBytes(UTF_8), "v".getBytes(UTF_8));

    @Test
    void aRecordKnowsWhatItWasWhateverATransformMakesOfIt() throws Exception {
        SinkRecord plain = converted(record -> record);
        SinkRecord renamed = converted(record -> record.newRecord("out", 9, null, "k2", null, "v2", 7L));
        SinkRecord another = converted(record -> new SinkRecord("out", 9, null, "k2", null, "v2", 5));

        for (SinkRecord record : List.of(plain, renamed, another)) {
            assertThat(record)
                    .isInstanceOfSatisfying(
                            InternalSinkRecord.class,
                            own -> assertThat(own.context().original()).isSameAs(read));
            assertThat(record.originalTopic()).isEqualTo("in");
            assertThat(record.originalKafkaPartition()).isEqualTo(3);
            assertThat(record.originalKafkaOffset()).isEqualTo(42);
        }
        assertThat(plain.value()).isEqualTo("v");
        assertThat(plain.topic()).isEqualTo("in");
        assertThat(renamed.topic()).isEqualTo("out");
        assertThat(renamed.timestamp()).isEqualTo(7);
        assertThat(renamed.kafkaOffset()).isEqualTo(42);
        assertThat(another.value()).isEqualTo("v2");
    }

    private SinkRecord converted(UnaryOperator<SinkRecord> step) throws Exception {
        StringConverter strings = new StringConverter();
        strings.configure(Map.of(), false);
        var chain = new TransformChain<>(
                List.of(new TransformChain.Step<SinkRecord>("step", new Steps(step), null, false)));
        SinkRecord made =
                new SinkConversion(new Converters(strings, strings, new SimpleHeaderConverter()), chain).convert(read);
        assertThat(made).isNotNull();
        return java.util.Objects.requireNonNull(made);
    }

    private record Steps(UnaryOperator<SinkRecord> step) implements Transformation<SinkRecord> {
        @Override
        public SinkRecord apply(SinkRecord record) {
            return step.apply(record);
        }

        @Override
        public ConfigDef config() {
            return new ConfigDef();
        }

        @Override
        public void configure(Map<String, ?> settings) {}

        @Override
        public void close() {}
    }
}
