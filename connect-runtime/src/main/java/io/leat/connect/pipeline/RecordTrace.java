package io.leat.connect.pipeline;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a record, step by step.
 *
 * @param steps the first is the record as it came
 * @param failure why it came no further; null if it did not fail
 */
public record RecordTrace(List<Step> steps, @Nullable Failure failure) {

    /**
     * The record after one step.
     *
     * @param name {@code polled}, {@code read}, {@code converted}, or {@code transforms.<alias>}
     * @param applied false if the step's predicate let the record pass by
     * @param record null if the step dropped it
     */
    public record Step(
            String name, boolean applied, @Nullable Shown record) {}

    /** A record as people read it; key, value, schemas and the values of headers are JSON. */
    public record Shown(
            @Nullable String topic,
            @Nullable Integer partition,
            @Nullable Long timestamp,
            String key,
            @Nullable String keySchema,
            String value,
            @Nullable String valueSchema,
            List<ShownHeader> headers) {}

    /** A header; its value is JSON. */
    public record ShownHeader(String key, String value) {}

    /** The stage and the class that failed, and what the plugin said. */
    public record Failure(String stage, String executing, String error) {}
}
