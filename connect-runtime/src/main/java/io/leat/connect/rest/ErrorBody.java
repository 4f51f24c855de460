package io.leat.connect.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What every failed request is answered with.
 *
 * @param reason of a conflict, for programs; null for anything else
 */
record ErrorBody(
        int code, @Nullable String message, @Nullable String reason) implements JsonBody {
    @Override
    public void write(JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeNumberField("error_code", code);
        out.writeStringField("message", message);
        JsonBody.optional(out, "reason", reason);
        out.writeEndObject();
    }
}
