package io.leat.connect.rest;

import io.leat.connect.pipeline.RecordTrace;
import io.leat.connect.worker.ConnectorOperations;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/** {@code /connectors/dry-run}: what a connector would do to some records, without anything being written anywhere. */
@Path("/connectors/dry-run")
@Produces(MediaType.APPLICATION_JSON)
public final class DryRunResource {
    private static final int MOST_RECORDS = 1_000;
    private static final long LONGEST_MS = 60_000;

    private final ConnectorOperations operations;
    private final TimedCalls calls;
    private final RequestBody bodies;

    DryRunResource(ConnectorOperations operations, TimedCalls calls, RequestBody bodies) {
        this.operations = operations;
        this.calls = calls;
        this.bodies = bodies;
    }

    /** The body is that of {@code POST /connectors}; up to {@code records} records, found in no more than {@code timeout_ms}. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Documented(
            value = "What a connector would do to some records; nothing is written anywhere",
            errors = {400},
            body = "NewConnector",
            reply = "DryRun")
    public Response run(
            @DefaultValue("10") @QueryParam("records") int records,
            @DefaultValue("10000") @QueryParam("timeout_ms") long timeoutMs,
            InputStream body) {
        if (records < 1 || records > MOST_RECORDS || timeoutMs < 1 || timeoutMs > LONGEST_MS) {
            throw RestException.badRequest("records is " + records + " and timeout_ms " + timeoutMs + ": write 1 to "
                    + MOST_RECORDS + " records and 1 to " + LONGEST_MS + " ms.");
        }
        RequestBody.CreateConnector request = bodies.create(body);
        Map<String, String> config = request.config();
        if (config == null) {
            throw RestException.badRequest("The body has no \"config\"; write {\"name\": …, \"config\": {…}}.");
        }
        String name = request.name() != null ? request.name() : config.getOrDefault("name", "dry-run");
        List<RecordTrace> traces = calls.run(
                "trying out the connector " + name, () -> operations.dryRun(name, config, records, timeoutMs));
        return Response.ok(new TraceBodies.DryRun(name, traces)).build();
    }
}
