package io.leat.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A program to be killed: appends numbers with {@code acks=1} to the log in its first argument, and prints each that is acknowledged. */
final class AppendUntilKilled {
    static final String TOPIC = "numbers";

    private AppendUntilKilled() {}

    public static void main(String[] args) throws Exception {
        try (LogEngine log = LogEngine.open(Map.of("log.dirs", args[0]));
                Producer<byte[], byte[]> producer = log.producer(Map.of("acks", "1", "enable.idempotence", "false"))) {
            if (log.broker().topics().find(TOPIC).isEmpty()) {
                log.broker().topics().create(new NewTopic(TOPIC, Optional.of(1), Optional.empty()));
            }
            for (long number = Long.parseLong(args[1]); ; number++) {
                long offset = producer.send(new ProducerRecord<>(
                                TOPIC, Long.toString(number).getBytes(UTF_8)))
                        .get()
                        .offset();
                System.out.println("acknowledged " + number + " at " + offset);
            }
        }
    }
}
