package io.leat.connect.task;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** Polled records on their way into the log, of one poll or several: what became of each, and where the source has come to. */
final class SourceBatch {
    /** What a record costs beside its key and value, here and in the log: a million empty ones are not nothing. */
    private static final int RECORD_BYTES = 100;

    private final List<SourceRecord> polled;
    private final List<@Nullable ProducerRecord<byte[], byte[]>> converted;
    private final List<@Nullable Future<RecordMetadata>> acks;
    private final Map<Map<String, ?>, @Nullable Map<String, ?>> offsets = new LinkedHashMap<>();
    private final List<ProducerRecord<byte[], byte[]>> deadLetters = new ArrayList<>(0);
    private @Nullable Map<String, ?> partition;
    private @Nullable Map<String, ?> offset;
    private long bytes;

    /** An empty batch with room for {@code records}. */
    SourceBatch(int records) {
        this.polled = new ArrayList<>(records);
        this.converted = new ArrayList<>(records);
        this.acks = new ArrayList<>(records);
    }

    /** Adds the next polled record: what became of it, null if it was dropped. Its source offset counts either way. */
    void add(SourceRecord record, @Nullable ProducerRecord<byte[], byte[]> result) {
        polled.add(record);
        converted.add(result);
        bytes += RECORD_BYTES;
        if (result != null) {
            bytes += (result.key() == null ? 0 : result.key().length)
                    + (result.value() == null ? 0 : result.value().length);
        }
        if (record.sourcePartition() != partition) {
            keepOffset();
            partition = record.sourcePartition();
        }
        offset = record.sourceOffset();
    }

    /** Adds what was polled after this. */
    void addAll(SourceBatch later) {
        polled.addAll(later.polled);
        converted.addAll(later.converted);
        deadLetters.addAll(later.deadLetters);
        bytes += later.bytes;
        keepOffset();
        later.offsets().forEach((from, to) -> {
            offsets.remove(from);
            offsets.put(from, to);
        });
        partition = null;
    }

    /** Records of one source partition come in runs: only the last offset of a run is hashed. */
    private void keepOffset() {
        if (partition != null) {
            offsets.remove(partition);
            offsets.put(partition, offset);
        }
    }

    /** Lets the records go and keeps where the source has come to. */
    void drop() {
        converted.replaceAll(record -> null);
        deadLetters.clear();
        acks.clear();
        bytes = 0;
    }

    /** Takes out the record at {@code index}, which the log will never take. */
    void takeOut(int index) {
        converted.set(index, null);
    }

    /** What goes into the dead letter queue beside the records. */
    List<ProducerRecord<byte[], byte[]>> deadLetters() {
        return deadLetters;
    }

    boolean isEmpty() {
        return polled.isEmpty();
    }

    int size() {
        return polled.size();
    }

    /** What it takes of memory, in about: keys, values, and something for each record. */
    long bytes() {
        return bytes;
    }

    SourceRecord polled(int index) {
        return polled.get(index);
    }

    /** What became of a polled record; null if it was dropped. */
    @Nullable
    ProducerRecord<byte[], byte[]> converted(int index) {
        return converted.get(index);
    }

    /** The answers of the log so far, by the same index; null for a record that was dropped. */
    List<@Nullable Future<RecordMetadata>> acks() {
        return acks;
    }

    /** The last offset of each source partition. A null offset is a source that forgets. */
    Map<Map<String, ?>, @Nullable Map<String, ?>> offsets() {
        keepOffset();
        return offsets;
    }
}
