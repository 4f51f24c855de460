package io.leat.log.history;

import io.leat.log.history.Anomaly.Kind;
import io.leat.log.history.Event.AtRest;
import io.leat.log.history.Event.Committed;
import io.leat.log.history.Event.Committing;
import io.leat.log.history.Event.Polled;
import io.leat.log.history.Event.Positioned;
import io.leat.log.history.Event.Seen;
import io.leat.log.history.Event.Sending;
import io.leat.log.history.Event.Sent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Judges a history. It knows nothing but what the clients saw, so it holds for any server.
 *
 * <p>A transaction whose commit nobody asked for is aborted, whatever became of its abort; one whose commit was asked for and not
 * answered may be either, as long as it is whole.
 */
final class HistoryChecker {
    private record Place(TopicPartition partition, long offset) {
        @Override
        public String toString() {
            return partition + "@" + offset;
        }
    }

    private final List<Anomaly> anomalies = new ArrayList<>();
    private final Map<String, Sending> sends = new LinkedHashMap<>();
    private final Map<String, Place> places = new HashMap<>();
    private final Map<Place, String> values = new HashMap<>();
    private final Set<String> acknowledged = new HashSet<>();
    private final Map<String, Integer> asked = new HashMap<>();
    private final Set<String> commits = new HashSet<>();
    private final Map<String, Map<TopicPartition, Long>> positions = new HashMap<>();
    private final Map<String, Reader> readers = new LinkedHashMap<>();
    private final Map<TopicPartition, List<Seen>> all = new LinkedHashMap<>();
    private final Map<TopicPartition, List<Seen>> visible = new LinkedHashMap<>();

    /** What a reader has polled, by partition. */
    private static final class Reader {
        private final boolean committedOnly;
        private final Map<TopicPartition, Set<Long>> polled = new LinkedHashMap<>();

        Reader(boolean committedOnly) {
            this.committedOnly = committedOnly;
        }
    }

    private HistoryChecker() {}

    /** What is wrong with a history; nothing if it is as it must be. */
    static List<Anomaly> check(List<Event> history) {
        HistoryChecker checker = new HistoryChecker();
        for (int i = 0; i < history.size(); i++) { // First, for a record may be read before its sender says so.
            checker.note(history.get(i), i);
        }
        for (int i = 0; i < history.size(); i++) {
            checker.read(history.get(i), i);
        }
        checker.judge();
        return List.copyOf(checker.anomalies);
    }

    private void found(Kind kind, String what) {
        anomalies.add(new Anomaly(kind, what));
    }

    private void note(Event event, int index) {
        if (event instanceof Sending sending) {
            sends.put(sending.value(), sending);
        } else if (event instanceof Committing it) {
            asked.putIfAbsent(it.transaction(), index);
        } else if (event instanceof Committed it) {
            commits.add(it.transaction());
        }
    }

    private void read(Event event, int index) {
        if (event instanceof Sent sent) {
            acknowledged.add(sent.value());
            if (sent.offset() != Event.NO_OFFSET) {
                place(sent.value(), new Place(sent.to(), sent.offset()));
            }
        } else if (event instanceof Positioned it) {
            it.partitions().forEach(position(it.consumer())::remove);
        } else if (event instanceof Polled polled) {
            poll(polled, index);
        } else if (event instanceof AtRest it) {
            rest(it.committedOnly()).put(it.in(), it.records());
            it.records().forEach(seen -> look(it.committedOnly(), it.in(), seen, "the end", index));
        }
    }

    private Map<TopicPartition, Long> position(String consumer) {
        return positions.computeIfAbsent(consumer, it -> new HashMap<>());
    }

    private void poll(Polled polled, int index) {
        Map<TopicPartition, Long> position = position(polled.consumer());
        Set<Long> offsets = readers.computeIfAbsent(polled.reader(), it -> new Reader(polled.committedOnly()))
                .polled
                .computeIfAbsent(polled.from(), it -> new HashSet<>());
        for (Seen seen : polled.records()) {
            Long before = position.put(polled.from(), seen.offset());
            if (before != null && before >= seen.offset()) {
                found(
                        Kind.NONMONOTONIC_POLL,
                        "%s polled %s of %s after the offset %d"
                                .formatted(polled.consumer(), seen, polled.from(), before));
            }
            offsets.add(seen.offset());
            look(polled.committedOnly(), polled.from(), seen, polled.consumer(), index);
        }
    }

    /** One record that somebody was shown. */
    private void look(boolean committedOnly, TopicPartition partition, Seen seen, String who, int index) {
        place(seen.value(), new Place(partition, seen.offset()));
        Sending sending = sends.get(seen.value());
        if (sending == null || !sending.to().equals(partition)) {
            found(Kind.PHANTOM, "%s read %s in %s, which was sent so: %s".formatted(who, seen, partition, sending));
            return;
        }
        if (!committedOnly || sending.transaction().isEmpty()) {
            return;
        }
        Integer commit = asked.get(sending.transaction());
        if (commit == null) {
            found(Kind.ABORTED_READ, "%s read %s in %s of %s".formatted(who, seen, partition, sending.transaction()));
        } else if (index < commit) {
            found(
                    Kind.PRECOMMITTED_READ,
                    "%s read %s in %s of %s, event %d, commit asked for at %d"
                            .formatted(who, seen, partition, sending.transaction(), index, commit));
        }
    }

    private void place(String value, Place place) {
        Place known = places.putIfAbsent(value, place);
        if (known != null && !known.equals(place)) {
            found(Kind.DUPLICATE, "%s is at %s and at %s".formatted(value, known, place));
        }
        String there = values.putIfAbsent(place, value);
        if (there != null && !there.equals(value)) {
            found(Kind.INCONSISTENT_OFFSET, "%s has %s and %s".formatted(place, there, value));
        }
    }

    private void judge() {
        Set<String> present = atRest(false);
        Set<String> committed = atRest(true);
        judgeWrites(present, committed);
        judgeTransactions(committed);
        judgeOrder();
        readers.forEach(this::judgeReader);
        judgeCopies(committed);
    }

    private Map<TopicPartition, List<Seen>> rest(boolean committedOnly) {
        return committedOnly ? visible : all;
    }

    private Set<String> atRest(boolean committedOnly) {
        Set<String> found = new HashSet<>();
        rest(committedOnly).values().forEach(records -> records.forEach(it -> found.add(it.value())));
        return found;
    }

    private void judgeWrites(Set<String> present, Set<String> committed) {
        for (Sending it : sends.values()) {
            boolean plain = it.transaction().isEmpty();
            boolean kept = plain ? acknowledged.contains(it.value()) : commits.contains(it.transaction());
            if (kept && !(present.contains(it.value()) && committed.contains(it.value()))) {
                found(Kind.LOST_WRITE, "%s, which went to %s".formatted(it, places.get(it.value())));
            }
        }
    }

    private void judgeTransactions(Set<String> committed) {
        Map<String, List<Sending>> transactions = new LinkedHashMap<>();
        sends.values().stream()
                .filter(it -> !it.transaction().isEmpty() && !commits.contains(it.transaction()))
                .forEach(it -> transactions
                        .computeIfAbsent(it.transaction(), key -> new ArrayList<>())
                        .add(it));
        transactions.forEach((transaction, records) -> {
            List<String> seen = records.stream()
                    .map(Sending::value)
                    .filter(committed::contains)
                    .toList();
            if (!seen.isEmpty() && seen.size() < records.size()) {
                found(Kind.TORN_TRANSACTION, "of %s only %s is committed, of %s".formatted(transaction, seen, records));
            }
        });
    }

    private void judgeOrder() {
        Map<String, Map<TopicPartition, Sending>> last = new HashMap<>();
        for (Sending it : sends.values()) {
            Place place = places.get(it.value());
            if (place == null) {
                continue;
            }
            Sending before =
                    last.computeIfAbsent(it.writer(), key -> new HashMap<>()).put(it.to(), it);
            Place earlier = before == null ? null : places.get(before.value());
            if (before != null && earlier != null && earlier.offset() >= place.offset()) {
                found(
                        Kind.NONMONOTONIC_SEND,
                        "%s sent %s, then %s; they are at %s and %s"
                                .formatted(it.writer(), before.value(), it.value(), earlier, place));
            }
        }
    }

    private void judgeReader(String name, Reader reader) {
        reader.polled.forEach((partition, offsets) -> {
            long end = offsets.stream().mapToLong(it -> it).max().orElse(-1);
            for (Seen seen : rest(reader.committedOnly).getOrDefault(partition, List.of())) {
                if (seen.offset() < end && !offsets.contains(seen.offset())) {
                    found(Kind.SKIPPED_POLL, "%s read to %d of %s and never %s".formatted(name, end, partition, seen));
                }
            }
        });
    }

    private void judgeCopies(Set<String> committed) {
        Map<String, String> copies = new TreeMap<>();
        for (String value : committed) {
            String other = Event.isCopy(value) ? copies.put(Event.source(value), value) : null;
            if (other != null) {
                found(
                        Kind.DUPLICATE_COPY,
                        "%s and %s, at %s and %s".formatted(other, value, where(other), where(value)));
            }
        }
        if (sends.keySet().stream().noneMatch(Event::isCopy)) {
            return; // Nobody copies.
        }
        for (String value : committed) {
            if (!Event.isCopy(value) && !copies.containsKey(value)) {
                found(Kind.LOST_COPY, "of %s at %s".formatted(value, where(value)));
            }
        }
    }

    private @Nullable Place where(String value) {
        return places.get(value);
    }
}
