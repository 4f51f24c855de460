package io.leat.log.partition;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.CorruptRecordException;

/** The form that Kafka's checkpoint files share: a version, a count, and so many lines of words. */
final class CheckpointLines {
    static final Comparator<TopicPartition> BY_NAME =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

    private CheckpointLines() {}

    /** The words of each line after the first two. Every line has {@code words} of them. */
    static List<String[]> read(String file, byte[] content, int words) {
        List<String> lines = new String(content, UTF_8).lines().toList();
        if (lines.size() < 2 || !lines.get(0).trim().equals("0")) {
            throw corrupt(file, "it does not begin with the version 0 and a count");
        }
        long count = number(file, lines.get(1).trim());
        if (lines.size() - 2 != count) {
            throw corrupt(file, "it announces %d entries and has %d".formatted(count, lines.size() - 2));
        }
        List<String[]> entries = new ArrayList<>();
        for (String line : lines.subList(2, lines.size())) {
            String[] entry = line.split("\\s+", -1);
            if (entry.length != words) {
                throw corrupt(file, "the line \"%s\" does not have %d words".formatted(line, words));
            }
            entries.add(entry);
        }
        return entries;
    }

    static long number(String file, String word) {
        try {
            return Long.parseLong(word);
        } catch (NumberFormatException e) {
            throw corrupt(file, "\"" + word + "\" is not a number");
        }
    }

    static CorruptRecordException corrupt(String file, String why) {
        return new CorruptRecordException("The file %s is not usable: %s".formatted(file, why));
    }
}
