package io.leat.connect.pipeline;

import io.leat.connect.plugin.OwnLoader;
import java.util.List;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.apache.kafka.connect.transforms.predicates.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The transforms of a connector in the order of its {@code transforms} setting.
 *
 * @param <R> {@code SourceRecord} or {@code SinkRecord}
 */
public final class TransformChain<R extends ConnectRecord<R>> implements AutoCloseable {

    /**
     * One transform and the condition it runs under (KIP-66, KIP-585).
     *
     * @param alias its name in {@code transforms}
     * @param predicate without one it runs for every record
     * @param negate run where the predicate does not hold
     */
    public record Step<R extends ConnectRecord<R>>(
            String alias,
            Transformation<R> transformation,
            @Nullable Predicate<R> predicate,
            boolean negate) {

        boolean appliesTo(R record) {
            return predicate == null || predicate.test(record) != negate;
        }
    }

    private final List<Step<R>> steps;

    public TransformChain(List<Step<R>> steps) {
        this.steps = List.copyOf(steps);
    }

    /** The steps in their order. */
    List<Step<R>> steps() {
        return steps;
    }

    /** The record after the last step, or null if a step dropped it. */
    public @Nullable R apply(R record) throws StageFailure {
        R current = record;
        int i = 0;
        try {
            // By index: this runs for every record, and an iterator would be garbage each time.
            for (; i < steps.size(); i++) {
                Step<R> step = steps.get(i);
                if (step.appliesTo(current)) {
                    R next = step.transformation.apply(current);
                    if (next == null) {
                        return null;
                    }
                    current = next;
                }
            }
            return current;
        } catch (RuntimeException e) {
            throw new StageFailure(
                    Stage.TRANSFORMATION, OwnLoader.pluginClass(steps.get(i).transformation()), e);
        }
    }

    @Override
    public void close() {
        for (Step<R> step : steps) {
            step.transformation.close();
            if (step.predicate != null) {
                step.predicate.close();
            }
        }
    }
}
