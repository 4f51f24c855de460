package io.leat.log.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** Settings work, or are named; none is passed over in silence (C3). */
class ClientSettingsTest {
    private final List<String> warnings = new ArrayList<>();

    private ProducerSettings producer(Map<String, ?> given) {
        return new ProducerSettings(given, warnings::add);
    }

    private ConsumerSettings consumer(Map<String, ?> given) {
        return new ConsumerSettings(given, warnings::add);
    }

    @Test
    void theDefaultsAreKafkas() {
        ProducerSettings settings = producer(Map.of());
        assertThat(settings.acks).isEqualTo("all");
        assertThat(settings.idempotent).isTrue();
        assertThat(settings.batchSize).isEqualTo(16384);
        assertThat(settings.lingerMs).isEqualTo(5);
        assertThat(consumer(Map.of()).maxPollRecords).isEqualTo(500);
        assertThat(consumer(Map.of()).reset).isEqualTo(new ResetRule.Latest());
        assertThat(warnings).isEmpty();
    }

    @Test
    void aSettingForTheNetworkIsWarnedAboutUnlessItSaysWhatHoldsAnyway() {
        producer(Map.of("security.protocol", "SASL_SSL", "retries", "2147483647", "send.buffer.bytes", 1));
        assertThat(warnings)
                .hasSize(2)
                .anySatisfy(warning -> assertThat(warning).contains("security.protocol", "no connection to secure"))
                .anySatisfy(warning -> assertThat(warning).contains("send.buffer.bytes"));
    }

    @Test
    void anUnknownSettingIsNamedWithTheNearestOne() {
        producer(Map.of("linger.mss", 3));
        assertThat(warnings).containsExactly("setting 'linger.mss' is not known; did you mean 'linger.ms'?");
    }

    @Test
    void anAddressIsRefused() {
        assertThatThrownBy(() -> producer(Map.of("bootstrap.servers", "elsewhere:9092")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("elsewhere:9092")
                .hasMessageContaining("kafka-clients");
    }

    @Test
    void aSerializerForAnythingButBytesIsRefused() {
        assertThatThrownBy(() -> producer(Map.of("key.serializer", StringSerializer.class)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("ByteArraySerializer");
    }

    @Test
    void fewerAcknowledgementsTurnTheDefaultIdempotenceOff() {
        assertThat(producer(Map.of("acks", "1")).idempotent).isFalse();
        assertThatThrownBy(() -> producer(Map.of("acks", "1", "enable.idempotence", true)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("acks=all");
    }

    @Test
    void anIllegalValueIsRefusedWithKafkasMessage() {
        assertThatThrownBy(() -> producer(Map.of("acks", "2")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("acks");
        assertThatThrownBy(() -> consumer(Map.of("auto.offset.reset", "sometimes")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("sometimes");
    }

    @Test
    void commitsAreAutomaticForAGroupOnly() {
        assertThat(consumer(Map.of("group.id", "g")).autoCommit).isTrue();
        assertThat(consumer(Map.of()).autoCommit).isFalse();
        assertThatThrownBy(() -> consumer(Map.of("enable.auto.commit", true)))
                .isInstanceOf(InvalidConfigurationException.class);
    }

    @Test
    void aDurationIsAResetRule() {
        assertThat(consumer(Map.of("auto.offset.reset", "by_duration:PT2H")).reset)
                .isEqualTo(new ResetRule.ByDuration(Duration.ofHours(2)));
    }
}
