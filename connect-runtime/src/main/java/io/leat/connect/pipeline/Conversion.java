package io.leat.connect.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * The way of one record from a plugin to the log, or back.
 *
 * @param <I> what comes in
 * @param <O> what goes out
 */
@FunctionalInterface
public interface Conversion<I, O> {

    /** The record at the other end, or null if a transform dropped it. */
    @Nullable
    O convert(I record) throws StageFailure;
}
