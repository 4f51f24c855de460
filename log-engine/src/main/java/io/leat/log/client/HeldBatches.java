package io.leat.log.client;

import io.leat.log.broker.Appended;
import io.leat.log.broker.Part;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The batches of a transaction, by partition, in the order they were filled. */
final class HeldBatches {
    private final Map<PartitionLane, List<ProducerBatch>> byLane = new LinkedHashMap<>();

    void add(ProducerBatch batch) {
        byLane.computeIfAbsent(batch.lane(), lane -> new ArrayList<>(1)).add(batch);
    }

    boolean isEmpty() {
        return byLane.isEmpty();
    }

    void forEach(Consumer<ProducerBatch> action) {
        byLane.values().forEach(batches -> batches.forEach(action));
    }

    /** What to append, one part for each partition. */
    List<Part> parts() {
        List<Part> parts = new ArrayList<>(byLane.size());
        byLane.forEach((lane, batches) -> parts.add(new Part(lane.log(), bytes(lane, batches))));
        return parts;
    }

    /** The batches' own memory if there is one, else a copy of all. */
    private static ByteBuffer bytes(PartitionLane lane, List<ProducerBatch> batches) {
        List<ByteBuffer> sealed = batches.stream().map(lane::seal).toList();
        if (sealed.size() == 1) {
            return sealed.get(0);
        }
        ByteBuffer all = ByteBuffer.allocate(
                sealed.stream().mapToInt(ByteBuffer::remaining).sum());
        sealed.forEach(all::put);
        return all.flip();
    }

    /** Answers each batch with its own place; {@code parts} are the answers to {@link #parts}, in that order. */
    void answer(List<Appended> parts, Courier courier) {
        int part = 0;
        for (List<ProducerBatch> batches : byLane.values()) {
            Appended first = parts.get(part++);
            long offset = first.baseOffset();
            for (ProducerBatch batch : batches) {
                courier.answer(batch, new Appended(offset, first.logAppendTime(), first.logStartOffset()), null);
                offset += batch.count();
            }
        }
    }
}
