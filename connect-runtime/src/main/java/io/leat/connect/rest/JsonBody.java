package io.leat.connect.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A reply that writes itself: no reflection, so that the first reply after the start is not the slow one. */
interface JsonBody {
    void write(JsonGenerator out) throws IOException;

    /** Writes a field, or nothing if there is no value. */
    static void optional(JsonGenerator out, String field, @Nullable String value) throws IOException {
        if (value != null) {
            out.writeStringField(field, value);
        }
    }
}
