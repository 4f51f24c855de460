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

/** One poll of a source task on its way into the log: the records, and where the source has come to with them. */
final class SourceBatch {
    private final List<SourceRecord> polled;
    private final List<@Nullable ProducerRecord<byte[], byte[]>> converted;
    private final List<@Nullable Future<RecordMetadata>> acks;
    private final Map<Map<String, ?>, @Nullable Map<String, ?>> offsets = new LinkedHashMap<>();
    private List<ProducerRecord<byte[], byte[]>> deadLetters = List.of();
    private @Nullable Map<String, ?> partition;
    private @Nullable Map<String, ?> offset;

    SourceBatch(List<SourceRecord> polled) {
        this.polled = polled;
        this.converted = new ArrayList<>(polled.size());
        this.acks = new ArrayList<>(polled.size());
    }

    /** Adds the next polled record: what became of it, null if it was dropped. Its source offset counts either way. */
    void add(SourceRecord record, @Nullable ProducerRecord<byte[], byte[]> result) {
        converted.add(result);
        if (record.sourcePartition() != partition) {
            keepOffset();
            partition = record.sourcePartition();
        }
        offset = record.sourceOffset();
    }

    /** Records of one source partition come in runs: only the last offset of a run is hashed. */
    private void keepOffset() {
        if (partition != null) {
            offsets.remove(partition);
            offsets.put(partition, offset);
        }
    }

    List<SourceRecord> polled() {
        return polled;
    }

    /** What became of the polled record at the same index; null if it was dropped. */
    List<@Nullable ProducerRecord<byte[], byte[]>> converted() {
        return converted;
    }

    /** What goes into the dead letter queue of the poll, beside its records. */
    List<ProducerRecord<byte[], byte[]>> deadLetters() {
        return deadLetters;
    }

    void addDeadLetters(List<ProducerRecord<byte[], byte[]>> letters) {
        if (!letters.isEmpty()) {
            List<ProducerRecord<byte[], byte[]>> all = new ArrayList<>(deadLetters);
            all.addAll(letters);
            deadLetters = all;
        }
    }

    /** Takes out the record at {@code index}, which the log will never take. */
    void takeOut(int index) {
        converted.set(index, null);
    }

    /** The answers of the log, by the same index. */
    List<@Nullable Future<RecordMetadata>> acks() {
        return acks;
    }

    /** The last offset of each source partition. A null offset is a source that forgets. */
    Map<Map<String, ?>, @Nullable Map<String, ?>> offsets() {
        keepOffset();
        return offsets;
    }
}
