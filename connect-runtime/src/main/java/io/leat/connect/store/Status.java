package io.leat.connect.store;

import io.leat.connect.lifecycle.RunState;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * What the status topic has for a connector or a task.
 *
 * @param trace the stack trace of a failure
 * @param workerId {@code host:port} of the worker that says so
 * @param generation counts the times the work was given out; a later one overrules an earlier
 * @param version of the connector or task, if it tells
 */
public record Status(
        RunState state,
        @Nullable String trace,
        String workerId,
        int generation,
        @Nullable String version) {

    Map<String, @Nullable Object> encode() {
        Map<String, @Nullable Object> value = new LinkedHashMap<>();
        value.put("state", state.name());
        value.put("trace", trace);
        value.put("worker_id", workerId);
        value.put("generation", generation);
        value.put("version", version);
        return value;
    }

    /** @throws DataException if the bytes are no status */
    static Status decode(byte[] json) {
        Map<?, ?> object = Json.readObject(json);
        if (object.get("state") instanceof String state
                && object.get("worker_id") instanceof String worker
                && object.get("generation") instanceof Long generation) {
            return new Status(
                    state(state),
                    text(object.get("trace")),
                    worker,
                    generation.intValue(),
                    text(object.get("version")));
        }
        throw new DataException("no status: " + object);
    }

    private static RunState state(String name) {
        try {
            return RunState.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new DataException("no state of a connector or task: " + name, e);
        }
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
