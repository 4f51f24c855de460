package io.leat.connect.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.leat.connect.lifecycle.Restarts;
import io.leat.connect.lifecycle.TaskId;
import io.leat.connect.worker.ConnectorOperations;
import io.leat.connect.worker.ConnectorOperations.ConnectorInfo;
import io.leat.connect.worker.ConnectorOperations.ConnectorStatus;
import io.leat.connect.worker.ConnectorOperations.StateInfo;
import io.leat.connect.worker.ConnectorOperations.TaskInfo;
import io.leat.connect.worker.ConnectorOperations.TaskState;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is said of connectors, in Kafka Connect's shapes. */
final class ConnectorBodies {
    private ConnectorBodies() {}

    /** {@code ["a","b"]} */
    record Names(Collection<String> names) implements JsonBody {
        @Override
        public void write(JsonGenerator out) throws IOException {
            out.writeStartArray();
            for (String name : names) {
                out.writeString(name);
            }
            out.writeEndArray();
        }
    }

    /** {@code {"setting":"value"}} */
    record Settings(Map<String, String> settings) implements JsonBody {
        @Override
        public void write(JsonGenerator out) throws IOException {
            out.writeStartObject();
            for (Map.Entry<String, String> setting : settings.entrySet()) {
                out.writeStringField(setting.getKey(), setting.getValue());
            }
            out.writeEndObject();
        }
    }

    /** {@code {"name","config","tasks":[{"connector","task"}],"type"}} */
    record Info(ConnectorInfo info) implements JsonBody {
        @Override
        public void write(JsonGenerator out) throws IOException {
            out.writeStartObject();
            out.writeStringField("name", info.name());
            out.writeFieldName("config");
            new Settings(info.config()).write(out);
            out.writeArrayFieldStart("tasks");
            for (TaskId task : info.tasks()) {
                writeId(out, task);
            }
            out.writeEndArray();
            out.writeStringField("type", info.type());
            out.writeEndObject();
        }
    }

    /** {@code [{"id":{"connector","task"},"config":{"setting":"value"}}]} */
    record Tasks(List<TaskInfo> tasks) implements JsonBody {
        @Override
        public void write(JsonGenerator out) throws IOException {
            out.writeStartArray();
            for (TaskInfo task : tasks) {
                out.writeStartObject();
                out.writeFieldName("id");
                writeId(out, task.id());
                out.writeFieldName("config");
                new Settings(task.config()).write(out);
                out.writeEndObject();
            }
            out.writeEndArray();
        }
    }

    private static void writeId(JsonGenerator out, TaskId task) throws IOException {
        out.writeStartObject();
        out.writeStringField("connector", task.connector());
        out.writeNumberField("task", task.task());
        out.writeEndObject();
    }

    /** {@code {"name","connector":{"state","worker_id",…},"tasks":[{"id","state","worker_id",…}],"type"}} */
    record Status(ConnectorStatus status) implements JsonBody {
        @Override
        public void write(JsonGenerator out) throws IOException {
            StateInfo connector = status.connector();
            out.writeStartObject();
            out.writeStringField("name", status.name());
            out.writeObjectFieldStart("connector");
            writeState(out, connector.state(), connector.workerId(), connector.trace(), connector.version());
            writeRestart(out, connector.restart());
            out.writeEndObject();
            out.writeArrayFieldStart("tasks");
            for (TaskState task : status.tasks()) {
                new OfTask(task).write(out);
            }
            out.writeEndArray();
            out.writeStringField("type", status.type());
            out.writeEndObject();
        }
    }

    /** {@code {"id","state","worker_id","trace"?,"version"?,"restart"?:{…},"stuck"?:{"since","stack"}}} */
    record OfTask(TaskState task) implements JsonBody {
        @Override
        public void write(JsonGenerator out) throws IOException {
            out.writeStartObject();
            out.writeNumberField("id", task.id());
            writeState(out, task.state(), task.workerId(), task.trace(), task.version());
            writeRestart(out, task.restart());
            ConnectorOperations.Stuck stuck = task.stuck();
            if (stuck != null) {
                out.writeObjectFieldStart("stuck");
                out.writeStringField("since", time(stuck.sinceMs()));
                out.writeStringField("stack", stuck.stack());
                out.writeEndObject();
            }
            out.writeEndObject();
        }
    }

    /** {@code "restart":{"attempts","max_attempts","next_at"?}}: how it stands with restarts by itself. */
    private static void writeRestart(JsonGenerator out, Restarts.@Nullable Standing restart) throws IOException {
        if (restart != null) {
            out.writeObjectFieldStart("restart");
            out.writeNumberField("attempts", restart.attempts());
            out.writeNumberField("max_attempts", restart.maxAttempts());
            Long next = restart.nextMs();
            JsonBody.optional(out, "next_at", next == null ? null : time(next));
            out.writeEndObject();
        }
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }

    private static void writeState(
            JsonGenerator out, String state, String workerId, @Nullable String trace, @Nullable String version)
            throws IOException {
        out.writeStringField("state", state);
        out.writeStringField("worker_id", workerId);
        JsonBody.optional(out, "trace", trace);
        JsonBody.optional(out, "version", version);
    }

    /** A connector in {@code GET /connectors?expand=…} (KIP-465); what was not asked for is null. */
    record Expanded(
            String name,
            @Nullable ConnectorStatus status,
            @Nullable ConnectorInfo info) {}

    /** {@code {"a":{"status":{…},"info":{…}}}} */
    record ExpandedList(List<Expanded> connectors) implements JsonBody {
        @Override
        public void write(JsonGenerator out) throws IOException {
            out.writeStartObject();
            for (Expanded connector : connectors) {
                out.writeObjectFieldStart(connector.name());
                if (connector.status() != null) {
                    out.writeFieldName("status");
                    new Status(connector.status()).write(out);
                }
                if (connector.info() != null) {
                    out.writeFieldName("info");
                    new Info(connector.info()).write(out);
                }
                out.writeEndObject();
            }
            out.writeEndObject();
        }
    }
}
