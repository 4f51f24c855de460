package io.leat.log.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leat.log.settings.ListenerSettings.Listener;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListenerSettingsTest {
    @Test
    void nobodyIsServedUnlessItIsSaid() {
        assertThat(listeners("node.id=1")).isEmpty();
    }

    @Test
    void aListenerIsBoundAndToldAsItIsWritten() {
        assertThat(
                        listeners(
                                "listeners=inside://127.0.0.1:9092,SSL://[::1]:9093;listener.security.protocol.map=INSIDE:PLAINTEXT,SSL:SSL"))
                .containsExactly(
                        new Listener("INSIDE", SecurityProtocol.PLAINTEXT, "127.0.0.1", 9092, "127.0.0.1", 0),
                        new Listener("SSL", SecurityProtocol.SSL, "::1", 9093, "::1", 0));
    }

    @Test
    void clientsAreToldWhatIsAdvertised() {
        assertThat(listeners("listeners=PLAINTEXT://0.0.0.0:9092;advertised.listeners=PLAINTEXT://kafka.example:19092"))
                .containsExactly(
                        new Listener("PLAINTEXT", SecurityProtocol.PLAINTEXT, "0.0.0.0", 9092, "kafka.example", 19092));
    }

    /** As in the server.properties that come with Kafka. */
    @Test
    void theListenerOfAControllerIsLeftOut() {
        assertThat(listeners("process.roles=broker,controller;controller.listener.names=CONTROLLER;"
                        + "listeners=PLAINTEXT://localhost:9092,CONTROLLER://localhost:9093;"
                        + "advertised.listeners=PLAINTEXT://localhost:9092,CONTROLLER://localhost:9093"))
                .extracting(Listener::name)
                .containsExactly("PLAINTEXT");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "listeners=9092|is not NAME://HOST:PORT",
                "listeners=PLAINTEXT://localhost:99999|is not NAME://HOST:PORT",
                "listeners=PLAINTEXT://:1,PLAINTEXT://:2|PLAINTEXT is there twice",
                "listeners=PLAINTEXT://a:1,SSL://b:1|1 is there twice",
                "listeners=INSIDE://:1|listener.security.protocol.map",
                "listeners=PLAINTEXT://0.0.0.0:1|set advertised.listeners",
                "listeners=PLAINTEXT://:1;advertised.listeners=PLAINTEXT://0.0.0.0:1|nonroutable",
                "listeners=PLAINTEXT://:1;advertised.listeners=SSL://a:1|must be in listeners",
                "listeners=PLAINTEXT://:1;listener.security.protocol.map=PLAINTEXT:TLS|PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL",
            })
    void whatIsWrongIsNamed(String written, String message) {
        assertThatThrownBy(() -> listeners(written))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    private static List<Listener> listeners(String settings) {
        Map<String, String> given = new HashMap<>();
        for (String one : settings.split(";", -1)) {
            given.put(one.substring(0, one.indexOf('=')), one.substring(one.indexOf('=') + 1));
        }
        return BrokerSettings.parse(given).listeners().listeners();
    }
}
