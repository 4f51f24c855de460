package io.leat.cli.kafka;

import io.leat.cli.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Partitions as Kafka's tools have them written: {@code topic} for all of a topic, {@code topic:0,2} for some.
 *
 * @param partitions empty for all
 */
record TopicSpec(String topic, Set<Integer> partitions) {

    static TopicSpec parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return new TopicSpec(text, Set.of());
        }
        Set<Integer> partitions = new java.util.TreeSet<>();
        for (String number : text.substring(colon + 1).split(",", -1)) {
            if (!number.matches("\\d{1,9}")) {
                throw Problem.wrongInput(
                        "--topic " + text + ": '" + number + "' is not the number of a partition.",
                        "Write for example --topic test:1, or test:0,2.");
            }
            partitions.add(Integer.valueOf(number));
        }
        return new TopicSpec(text.substring(0, colon), partitions);
    }

    /** Whether a partition is meant. */
    boolean includes(TopicPartition at) {
        return at.topic().equals(topic) && (partitions.isEmpty() || partitions.contains(at.partition()));
    }

    /** The partitions meant, of a topic that has {@code count}. */
    List<TopicPartition> of(int count) {
        List<TopicPartition> all = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            all.add(new TopicPartition(topic, number));
        }
        all.removeIf(it -> !includes(it));
        if (all.size() < partitions.size()) {
            throw Problem.wrongInput(
                    "The topic %s has the partitions 0 to %d; %s were named.".formatted(topic, count - 1, partitions),
                    "Name those that are there.");
        }
        return all;
    }
}
