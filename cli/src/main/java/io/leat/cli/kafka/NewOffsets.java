package io.leat.cli.kafka;

import io.leat.cli.Problem;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where {@code --reset-offsets} moves a group to: one of these. Names and meaning are those of {@code kafka-consumer-groups.sh}. */
final class NewOffsets {
    @Option(names = "--to-earliest", description = "To the first record there is.")
    private boolean toEarliest;

    @Option(names = "--to-latest", description = "To the end.")
    private boolean toLatest;

    @Option(names = "--to-current", description = "To what is committed; where nothing is, to the end.")
    private boolean toCurrent;

    @Option(names = "--to-offset", paramLabel = "N", description = "To this offset, or to the nearest there is.")
    private @Nullable Long toOffset;

    @Option(names = "--shift-by", paramLabel = "N", description = "By so many records, backward if negative.")
    private @Nullable Long shiftBy;

    @Option(
            names = "--to-datetime",
            paramLabel = "TIME",
            description = "To the first record of that time or later: 2026-11-21T10:00:00.000, UTC without a zone.")
    private @Nullable String toDatetime;

    @Option(
            names = "--by-duration",
            paramLabel = "DURATION",
            description = "To the first record of so long ago or later: P7D, PT1H30M.")
    private @Nullable String byDuration;

    /** What it comes to, for each of {@code partitions}. */
    Map<TopicPartition, Long> resolve(
            Cluster cluster,
            Collection<TopicPartition> partitions,
            Map<TopicPartition, OffsetAndMetadata> committed,
            Clock clock) {
        Map<TopicPartition, Long> earliest = Offsets.list(cluster, partitions, OffsetSpec.earliest());
        Map<TopicPartition, Long> latest = Offsets.list(cluster, partitions, OffsetSpec.latest());
        Function<TopicPartition, Long> wanted = wanted(cluster, partitions, committed, latest, clock);
        Map<TopicPartition, Long> resolved = new HashMap<>();
        for (TopicPartition at : partitions) {
            long low = earliest.getOrDefault(at, 0L);
            long offset = toEarliest ? low : wanted.apply(at);
            resolved.put(at, Math.max(low, Math.min(offset, latest.getOrDefault(at, low))));
        }
        return resolved;
    }

    private Function<TopicPartition, Long> wanted(
            Cluster cluster,
            Collection<TopicPartition> partitions,
            Map<TopicPartition, OffsetAndMetadata> committed,
            Map<TopicPartition, Long> latest,
            Clock clock) {
        Function<TopicPartition, Long> end = at -> latest.getOrDefault(at, 0L);
        if (toOffset != null) {
            long offset = toOffset;
            return at -> offset;
        } else if (toCurrent) {
            return at -> committed.containsKey(at) ? offset(committed, at) : end.apply(at);
        } else if (shiftBy != null) {
            long by = shiftBy;
            return at -> {
                if (!committed.containsKey(at)) {
                    throw Problem.wrongInput(
                            "--shift-by needs what is committed, and nothing is for " + at + ".",
                            "Write --to-earliest, --to-latest or --to-offset N.");
                }
                return offset(committed, at) + by;
            };
        } else if (toDatetime != null || byDuration != null) {
            Instant time =
                    toDatetime != null ? time(toDatetime) : clock.instant().minus(duration());
            Map<TopicPartition, Long> found =
                    Offsets.list(cluster, partitions, OffsetSpec.forTimestamp(time.toEpochMilli()));
            return at -> found.getOrDefault(at, -1L) < 0 ? end.apply(at) : found.getOrDefault(at, -1L);
        }
        if (toLatest || toEarliest) {
            return end; // The earliest is known without it.
        }
        throw new IllegalStateException("exactly one target comes through picocli");
    }

    private static long offset(Map<TopicPartition, OffsetAndMetadata> committed, TopicPartition at) {
        return java.util.Objects.requireNonNull(committed.get(at)).offset();
    }

    private static Instant time(String text) {
        try {
            return text.matches(".*(Z|[+-]\\d\\d:?\\d\\d)$")
                    ? OffsetDateTime.parse(text.replaceAll("([+-]\\d\\d)(\\d\\d)$", "$1:$2"))
                            .toInstant()
                    : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw Problem.wrongInput(
                    "--to-datetime " + text + " is no time.",
                    "Write for example --to-datetime 2026-11-21T10:00:00.000.");
        }
    }

    private Duration duration() {
        try {
            return Duration.parse(String.valueOf(byDuration));
        } catch (DateTimeException e) {
            throw Problem.wrongInput(
                    "--by-duration " + byDuration + " is no duration.",
                    "Write for example --by-duration PT1H30M, or P7D.");
        }
    }
}
