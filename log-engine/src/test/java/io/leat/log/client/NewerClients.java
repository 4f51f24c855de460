package io.leat.log.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.clients.producer.Producer;

/** The newer version of Kafka's clients, that the build runs some tests with; see the module's {@code pom.xml}. */
final class NewerClients {
    private NewerClients() {}

    /** Fails if the clients of this process are of any other version. */
    static void areHere() {
        Properties version = new Properties();
        try (InputStream in = Producer.class.getResourceAsStream("/kafka/kafka-version.properties")) {
            version.load(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(version.getProperty("version"))
                .as("the version of kafka-clients on the class path")
                .isEqualTo(System.getProperty("leat.newer.version"));
    }
}
