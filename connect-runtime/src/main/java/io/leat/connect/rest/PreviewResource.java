package io.leat.connect.rest;

import io.leat.connect.worker.ConnectorOperations;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;

/** {@code /transforms/preview}: what a chain of transforms makes of a record. */
@Path("/transforms/preview")
@Produces(MediaType.APPLICATION_JSON)
public final class PreviewResource {
    private final ConnectorOperations operations;
    private final TimedCalls calls;
    private final RequestBody bodies;

    PreviewResource(ConnectorOperations operations, TimedCalls calls, RequestBody bodies) {
        this.operations = operations;
        this.calls = calls;
        this.bodies = bodies;
    }

    /** The body is {@code {"config":{"transforms":…},"record":{"topic","key","value",…},"type":"source"|"sink"}}. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Documented(
            value = "What a chain of transforms makes of a record",
            errors = {400},
            body = "Preview",
            reply = "RecordTrace")
    public Response preview(InputStream body) {
        PreviewBody request = PreviewBody.read(bodies.tree(body));
        return Response.ok(new TraceBodies.OfRecord(calls.run(
                        "trying out transforms",
                        () -> operations.preview(request.config(), request.record(), request.sink()))))
                .build();
    }
}
