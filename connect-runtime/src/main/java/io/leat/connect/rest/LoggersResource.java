package io.leat.connect.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.leat.connect.worker.Loggers;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/** {@code /admin/loggers}: how much is logged, by this worker (KIP-495) or by all of its group (KIP-976). */
@Path("/admin/loggers")
@Produces(MediaType.APPLICATION_JSON)
public final class LoggersResource {
    private final Loggers loggers;
    private final TimedCalls calls;
    private final RequestBody bodies;

    LoggersResource(Loggers loggers, TimedCalls calls, RequestBody bodies) {
        this.loggers = loggers;
        this.calls = calls;
        this.bodies = bodies;
    }

    /** {@code {"logger":{"level":"INFO","last_modified":null}}} */
    @GET
    @Documented(value = "The loggers with their levels", reply = "Loggers")
    public Response list() {
        JsonBody body = out -> {
            out.writeStartObject();
            for (Map.Entry<String, Loggers.Level> logger : loggers.all().entrySet()) {
                out.writeFieldName(logger.getKey());
                write(out, logger.getValue());
            }
            out.writeEndObject();
        };
        return Response.ok(body).build();
    }

    @GET
    @Path("{logger}")
    @Documented(
            value = "The level of a logger",
            errors = {404},
            reply = "LoggerLevel")
    public Response level(@PathParam("logger") String logger) {
        Loggers.Level level = loggers.one(logger);
        JsonBody body = out -> write(out, level);
        return Response.ok(body).build();
    }

    private static void write(JsonGenerator out, Loggers.Level level) throws IOException {
        out.writeStartObject();
        out.writeStringField("level", level.level());
        if (level.lastModified() == null) {
            out.writeNullField("last_modified");
        } else {
            out.writeNumberField("last_modified", level.lastModified());
        }
        out.writeEndObject();
    }

    /** The names of the loggers that changed; 204 for {@code scope=cluster}. Any other scope is this worker. */
    @PUT
    @Path("{logger}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Documented(
            value = "Set the level of a logger and of all below it, on this worker or with scope=cluster on all",
            success = {200, 204},
            errors = {400, 404},
            body = "NewLevel",
            reply = "Names")
    public Response set(
            @PathParam("logger") String logger,
            @DefaultValue("worker") @QueryParam("scope") String scope,
            InputStream body) {
        String level = bodies.config(body).get("level");
        if (level == null) {
            throw RestException.badRequest(
                    "Desired 'level' parameter was not specified in request: send {\"level\": \"DEBUG\"}.");
        }
        if (scope.equalsIgnoreCase("cluster")) {
            return calls.run("telling all workers a logger's level", () -> {
                loggers.setEverywhere(logger, level);
                return Response.noContent().build();
            });
        }
        List<String> changed = loggers.set(logger, level);
        return Response.ok(new ConnectorBodies.Names(changed)).build();
    }
}
