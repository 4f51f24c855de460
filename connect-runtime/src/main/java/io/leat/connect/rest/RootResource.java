package io.leat.connect.rest;

import io.leat.connect.rest.WorkerInfo.Health;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Who answers here, and how it is. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public final class RootResource {
    private final WorkerInfo worker;

    RootResource(WorkerInfo worker) {
        this.worker = worker;
    }

    /** {@code {"version","commit","kafka_cluster_id"}} (KIP-238). */
    @GET
    @Documented(value = "Who answers here", reply = "Worker")
    public Response info() {
        JsonBody body = out -> {
            out.writeStartObject();
            out.writeStringField("version", worker.version());
            out.writeStringField("commit", worker.commit());
            out.writeStringField("kafka_cluster_id", worker.kafkaClusterId());
            out.writeEndObject();
        };
        return Response.ok(body).build();
    }

    /** {@code {"status","message"}}: 200 healthy, 503 starting, 500 unhealthy (KIP-1017). */
    @GET
    @Path("health")
    @Documented(
            value = "Whether the worker does its work",
            reply = "Health",
            errors = {500, 503})
    public Response health() {
        Health health = worker.health().get();
        if (health instanceof Health.Starting starting) {
            return status(503, "starting", "Worker is still starting up: " + starting.stage());
        } else if (health instanceof Health.Unhealthy unhealthy) {
            return status(500, "unhealthy", unhealthy.reason());
        }
        return status(200, "healthy", "Worker has completed startup and is ready to handle requests.");
    }

    private static Response status(int code, String status, String message) {
        JsonBody body = out -> {
            out.writeStartObject();
            out.writeStringField("status", status);
            out.writeStringField("message", message);
            out.writeEndObject();
        };
        return Response.status(code).entity(body).build();
    }
}
