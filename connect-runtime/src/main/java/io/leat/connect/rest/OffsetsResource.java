package io.leat.connect.rest;

import io.leat.connect.worker.ConnectorOperations;
import io.leat.connect.worker.ConnectorOperations.ConnectorOffset;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;

/** {@code /connectors/{connector}/offsets}: how far a connector has come, and moving a stopped one (KIP-875). */
@Path("/connectors/{connector}/offsets")
@Produces(MediaType.APPLICATION_JSON)
public final class OffsetsResource {
    private final ConnectorOperations operations;
    private final TimedCalls calls;
    private final RequestBody bodies;

    OffsetsResource(ConnectorOperations operations, TimedCalls calls, RequestBody bodies) {
        this.operations = operations;
        this.calls = calls;
        this.bodies = bodies;
    }

    @GET
    @Documented(
            value = "How far a connector has come",
            errors = {404},
            reply = "Offsets")
    public Response offsets(@PathParam("connector") String connector) {
        return Response.ok(new OffsetsBody(
                        calls.run("reading the offsets of " + connector, () -> operations.offsets(connector))))
                .build();
    }

    @PATCH
    @Consumes(MediaType.APPLICATION_JSON)
    @Documented(
            value = "Move a stopped connector",
            errors = {400, 404, 409},
            body = "Offsets",
            reply = "Message")
    public Response alter(@PathParam("connector") String connector, InputStream body) {
        List<ConnectorOffset> offsets = bodies.offsets(body);
        return told(
                calls.run("altering the offsets of " + connector, () -> operations.alterOffsets(connector, offsets)));
    }

    @DELETE
    @Documented(
            value = "Make a stopped connector forget how far it has come",
            errors = {400, 404, 409},
            reply = "Message")
    public Response reset(@PathParam("connector") String connector) {
        return told(calls.run("resetting the offsets of " + connector, () -> operations.resetOffsets(connector)));
    }

    private static Response told(String message) {
        JsonBody body = out -> {
            out.writeStartObject();
            out.writeStringField("message", message);
            out.writeEndObject();
        };
        return Response.ok(body).build();
    }
}
