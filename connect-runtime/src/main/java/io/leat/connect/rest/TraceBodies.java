package io.leat.connect.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.leat.connect.pipeline.RecordTrace;
import io.leat.connect.pipeline.RecordTrace.Shown;
import io.leat.connect.pipeline.RecordTrace.ShownHeader;
import io.leat.connect.pipeline.RecordTrace.Step;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of records that were tried out. */
final class TraceBodies {
    private TraceBodies() {}

    /** {@code {"name","records":[{"steps":[…],"failure"?}]}} */
    record DryRun(String name, List<RecordTrace> records) implements JsonBody {
        @Override
        public void write(JsonGenerator out) throws IOException {
            out.writeStartObject();
            out.writeStringField("name", name);
            out.writeArrayFieldStart("records");
            for (RecordTrace trace : records) {
                new OfRecord(trace).write(out);
            }
            out.writeEndArray();
            out.writeEndObject();
        }
    }

    /** {@code {"steps":[{"step","applied","record":{…}|null}],"failure"?:{"stage","class","error"}}} */
    record OfRecord(RecordTrace trace) implements JsonBody {
        @Override
        public void write(JsonGenerator out) throws IOException {
            out.writeStartObject();
            out.writeArrayFieldStart("steps");
            for (Step step : trace.steps()) {
                out.writeStartObject();
                out.writeStringField("step", step.name());
                out.writeBooleanField("applied", step.applied());
                out.writeFieldName("record");
                writeRecord(out, step.record());
                out.writeEndObject();
            }
            out.writeEndArray();
            RecordTrace.Failure failure = trace.failure();
            if (failure != null) {
                out.writeObjectFieldStart("failure");
                out.writeStringField("stage", failure.stage());
                out.writeStringField("class", failure.executing());
                out.writeStringField("error", failure.error());
                out.writeEndObject();
            }
            out.writeEndObject();
        }
    }

    private static void writeRecord(JsonGenerator out, @Nullable Shown record) throws IOException {
        if (record == null) {
            out.writeNull();
            return;
        }
        out.writeStartObject();
        out.writeStringField("topic", record.topic());
        writeNumber(out, "partition", record.partition());
        writeNumber(out, "timestamp", record.timestamp());
        writeJson(out, "key", record.key());
        writeJson(out, "key_schema", record.keySchema());
        writeJson(out, "value", record.value());
        writeJson(out, "value_schema", record.valueSchema());
        out.writeArrayFieldStart("headers");
        for (ShownHeader header : record.headers()) {
            out.writeStartObject();
            out.writeStringField("key", header.key());
            writeJson(out, "value", header.value());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void writeNumber(JsonGenerator out, String name, @Nullable Number value) throws IOException {
        if (value != null) {
            out.writeNumberField(name, value.longValue());
        }
    }

    private static void writeJson(JsonGenerator out, String name, @Nullable String json) throws IOException {
        if (json != null) {
            out.writeFieldName(name);
            out.writeRawValue(json);
        }
    }
}
