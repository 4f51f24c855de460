package io.leat.connect.rest;

import io.leat.connect.worker.ConnectorOperations;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Set;

/** {@code /connectors/{connector}/topics}: which topics a connector has used (KIP-558). */
@Path("/connectors/{connector}/topics")
@Produces(MediaType.APPLICATION_JSON)
public final class TopicsResource {
    private final ConnectorOperations operations;

    TopicsResource(ConnectorOperations operations) {
        this.operations = operations;
    }

    /** {@code {"connector":{"topics":["a","b"]}}} */
    @GET
    @Documented(
            value = "The topics that a connector has used",
            errors = {403},
            reply = "ActiveTopics")
    public Response topics(@PathParam("connector") String connector) {
        Set<String> topics = operations.topics(connector);
        JsonBody body = out -> {
            out.writeStartObject();
            out.writeObjectFieldStart(connector);
            out.writeFieldName("topics");
            new ConnectorBodies.Names(topics).write(out);
            out.writeEndObject();
            out.writeEndObject();
        };
        return Response.ok(body).build();
    }

    @PUT
    @Path("reset")
    @Documented(
            value = "Forget which topics a connector has used",
            success = 202,
            errors = {403})
    public Response reset(@PathParam("connector") String connector) {
        operations.resetTopics(connector);
        return Response.accepted().build();
    }
}
