package io.leat.connect.task;

import io.leat.connect.pipeline.DeadLetterFormat;
import io.leat.connect.pipeline.StageFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.connect.source.SourceRecord;

/** The dead letters of a source task. They go into the log with the rest of their poll, all or nothing (D9). */
public final class SourceDeadLetters implements DeadLetters<SourceRecord> {
    private final DeadLetterFormat format;
    private final TaskCounters counters;
    private List<ProducerRecord<byte[], byte[]>> letters = new ArrayList<>();

    public SourceDeadLetters(DeadLetterFormat format, TaskCounters counters) {
        this.format = format;
        this.counters = counters;
    }

    @Override
    public Future<Void> report(SourceRecord record, StageFailure failure) {
        letters.add(format.of(record, failure));
        counters.deadLetter();
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public boolean areKept() {
        return true;
    }

    @Override
    public void await() {}

    @Override
    public List<ProducerRecord<byte[], byte[]>> take() {
        if (letters.isEmpty()) {
            return List.of();
        }
        List<ProducerRecord<byte[], byte[]>> taken = letters;
        letters = new ArrayList<>();
        return taken;
    }
}
