package io.leat.connect.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What every failed request is answered with. */
record ErrorBody(int code, @Nullable String message) implements JsonBody {
    @Override
    public void write(JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeNumberField("error_code", code);
        out.writeStringField("message", message);
        out.writeEndObject();
    }
}
