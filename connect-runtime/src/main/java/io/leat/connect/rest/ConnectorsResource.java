package io.leat.connect.rest;

import io.leat.connect.lifecycle.TargetState;
import io.leat.connect.worker.ConnectorOperations;
import io.leat.connect.worker.ConnectorOperations.ConnectorInfo;
import io.leat.connect.worker.ConnectorOperations.ConnectorStatus;
import io.leat.connect.worker.ConnectorOperations.Put;
import io.leat.connect.worker.ConnectorOperations.TaskInfo;
import io.leat.connect.worker.ConnectorOperations.TaskState;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.errors.NotFoundException;
import org.jspecify.annotations.Nullable;

/** {@code /connectors}: what connectors there are, what they do, and changing that. */
@Path("/connectors")
@Produces(MediaType.APPLICATION_JSON)
public final class ConnectorsResource {
    private final ConnectorOperations operations;
    private final Secrets secrets;
    private final TimedCalls calls;
    private final RequestBody bodies;

    ConnectorsResource(ConnectorOperations operations, Secrets secrets, TimedCalls calls, RequestBody bodies) {
        this.operations = operations;
        this.secrets = secrets;
        this.calls = calls;
        this.bodies = bodies;
    }

    /** All names, or with {@code expand} what is asked for of each; an unknown {@code expand} is passed over. */
    @GET
    @Documented(value = "The connectors there are", reply = "Connectors")
    public Response list(@QueryParam("expand") List<String> expand) {
        boolean status = expand.contains("status");
        boolean info = expand.contains("info");
        if (expand.isEmpty()) {
            return Response.ok(new ConnectorBodies.Names(operations.names())).build();
        }
        List<ConnectorBodies.Expanded> expanded = new ArrayList<>();
        for (String name : operations.names()) {
            expand(name, status, info).ifPresent(expanded::add);
        }
        return Response.ok(new ConnectorBodies.ExpandedList(expanded)).build();
    }

    /** Empty for a connector that was deleted since, or is so new that it has no status yet. */
    private Optional<ConnectorBodies.Expanded> expand(String name, boolean status, boolean info) {
        try {
            return Optional.of(new ConnectorBodies.Expanded(
                    name, status ? operations.status(name) : null, info ? masked(operations.info(name)) : null));
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Documented(
            value = "Create a connector",
            success = 201,
            errors = {400, 409},
            body = "NewConnector",
            reply = "Connector")
    public Response create(InputStream body) {
        RequestBody.CreateConnector request = bodies.create(body);
        if (request.config() == null) {
            throw RestException.badRequest("The body has no \"config\"; write {\"name\": …, \"config\": {…}}.");
        }
        String name = nameOf(request);
        Map<String, String> config = named(name, request.config());
        TargetState state = request.initialState();
        secrets.refuseMasked(config);
        ConnectorInfo created =
                calls.run("creating the connector " + name, () -> operations.create(name, config, state));
        return created(created);
    }

    @GET
    @Path("{connector}")
    @Documented(
            value = "A connector with its configuration and its tasks",
            errors = {404},
            reply = "Connector")
    public Response info(@PathParam("connector") String connector) {
        return Response.ok(new ConnectorBodies.Info(masked(operations.info(connector))))
                .build();
    }

    @DELETE
    @Path("{connector}")
    @Documented(
            value = "Delete a connector; its offsets stay",
            success = 204,
            errors = {404})
    public Response delete(@PathParam("connector") String connector) {
        return change("deleting the connector " + connector, 204, () -> operations.delete(connector));
    }

    @GET
    @Path("{connector}/config")
    @Documented(
            value = "The configuration of a connector",
            errors = {404},
            reply = "Settings")
    public Response config(@PathParam("connector") String connector) {
        return Response.ok(new ConnectorBodies.Settings(secrets.mask(operations.config(connector))))
                .build();
    }

    @PUT
    @Path("{connector}/config")
    @Consumes(MediaType.APPLICATION_JSON)
    @Documented(
            value = "Replace the configuration of a connector, or create one",
            success = {200, 201},
            errors = {400},
            body = "Settings",
            reply = "Connector")
    public Response putConfig(@PathParam("connector") String connector, InputStream body) {
        Map<String, String> config = named(connector, bodies.config(body));
        Put put = calls.run("configuring the connector " + connector, () -> {
            Map<String, String> whole = secrets.restore(config, currentConfig(connector));
            secrets.refuseMasked(whole);
            return operations.putConfig(connector, whole);
        });
        return put.created()
                ? created(put.info())
                : Response.ok(new ConnectorBodies.Info(masked(put.info()))).build();
    }

    /** 404 if there is no such connector (KIP-477); a secret that comes as {@code [hidden]} stays as it is. */
    @PATCH
    @Path("{connector}/config")
    @Consumes(MediaType.APPLICATION_JSON)
    @Documented(
            value = "Change single settings of a connector",
            errors = {400, 404},
            body = "Patch",
            reply = "Connector")
    public Response patchConfig(@PathParam("connector") String connector, InputStream body) {
        Map<String, @Nullable String> patch = bodies.patch(body);
        ConnectorInfo info = calls.run("configuring the connector " + connector, () -> {
            Map<String, String> current = operations.config(connector);
            patch.entrySet()
                    .removeIf(entry -> Secrets.HIDDEN.equals(entry.getValue()) && current.containsKey(entry.getKey()));
            return operations.patchConfig(connector, patch);
        });
        return Response.ok(new ConnectorBodies.Info(masked(info))).build();
    }

    @GET
    @Path("{connector}/status")
    @Documented(
            value = "What a connector and its tasks are doing",
            errors = {404},
            reply = "Status")
    public Response status(@PathParam("connector") String connector) {
        return Response.ok(new ConnectorBodies.Status(operations.status(connector)))
                .build();
    }

    /** What each task was told; secrets the connector passed on to its tasks are masked as its own are. */
    @GET
    @Path("{connector}/tasks")
    @Documented(
            value = "The tasks of a connector with what each was told",
            errors = {404},
            reply = "Tasks")
    public Response tasks(@PathParam("connector") String connector) {
        List<TaskInfo> tasks = operations.tasks(connector);
        Map<String, String> config = operations.config(connector);
        return Response.ok(new ConnectorBodies.Tasks(tasks.stream()
                        .map(task -> new TaskInfo(task.id(), secrets.maskTask(task.config(), config)))
                        .toList()))
                .build();
    }

    @POST
    @Path("{connector}/tasks")
    @Documented(
            value = "Refused: for other workers of a group",
            success = {},
            errors = {400, 403})
    public Response putTasks(
            @PathParam("connector") String connector,
            @HeaderParam(InternalRequests.SIGNATURE) @Nullable String signature,
            @HeaderParam(InternalRequests.ALGORITHM) @Nullable String algorithm) {
        return InternalRequests.refused("give tasks to " + connector, signature, algorithm);
    }

    @PUT
    @Path("{connector}/fence")
    @Documented(
            value = "Refused: for other workers of a group",
            success = {},
            errors = {400, 403})
    public Response fence(
            @PathParam("connector") String connector,
            @HeaderParam(InternalRequests.SIGNATURE) @Nullable String signature,
            @HeaderParam(InternalRequests.ALGORITHM) @Nullable String algorithm) {
        return InternalRequests.refused("fence the producers of " + connector, signature, algorithm);
    }

    @GET
    @Path("{connector}/tasks/{task}/status")
    @Documented(
            value = "What a task is doing",
            errors = {404},
            reply = "TaskState")
    public Response taskStatus(@PathParam("connector") String connector, @PathParam("task") String task) {
        int id = taskNumber(task);
        for (TaskState state : operations.status(connector).tasks()) {
            if (state.id() == id) {
                return Response.ok(new ConnectorBodies.OfTask(state)).build();
            }
        }
        throw new NotFoundException("No status found for task " + connector + "-" + id);
    }

    @PUT
    @Path("{connector}/pause")
    @Documented(
            value = "Pause a connector: it keeps its resources and processes nothing",
            success = 202,
            errors = {404})
    public Response pause(@PathParam("connector") String connector) {
        return change("pausing the connector " + connector, 202, () -> operations.pause(connector));
    }

    @PUT
    @Path("{connector}/resume")
    @Documented(
            value = "Let a paused or stopped connector run",
            success = 202,
            errors = {404})
    public Response resume(@PathParam("connector") String connector) {
        return change("resuming the connector " + connector, 202, () -> operations.resume(connector));
    }

    @PUT
    @Path("{connector}/stop")
    @Documented(
            value = "Stop a connector: it has no tasks, and its configuration and offsets stay",
            success = 204,
            errors = {404})
    public Response stop(@PathParam("connector") String connector) {
        return change("stopping the connector " + connector, 204, () -> operations.stop(connector));
    }

    /** 204 for the connector instance alone, 202 with the planned status for anything more (KIP-745). */
    @POST
    @Path("{connector}/restart")
    @Documented(
            value =
                    "Restart a connector, and its tasks if they are included; only what has failed if that is asked for",
            success = {202, 204},
            errors = {404},
            reply = "Status")
    public Response restart(
            @PathParam("connector") String connector,
            @DefaultValue("false") @QueryParam("includeTasks") boolean includeTasks,
            @DefaultValue("false") @QueryParam("onlyFailed") boolean onlyFailed) {
        String stage = "restarting the connector " + connector;
        if (!includeTasks && !onlyFailed) {
            return change(stage, 204, () -> operations.restart(connector));
        }
        ConnectorStatus planned = calls.run(stage, () -> operations.restart(connector, includeTasks, onlyFailed));
        return Response.accepted(new ConnectorBodies.Status(planned)).build();
    }

    @POST
    @Path("{connector}/tasks/{task}/restart")
    @Documented(
            value = "Restart a task",
            success = 204,
            errors = {404})
    public Response restartTask(@PathParam("connector") String connector, @PathParam("task") String task) {
        int id = taskNumber(task);
        return change("restarting the task " + connector + "-" + id, 204, () -> operations.restartTask(connector, id));
    }

    private Response change(String stage, int code, Runnable operation) {
        calls.run(stage, () -> {
            operation.run();
            return true;
        });
        return Response.status(code).build();
    }

    /** 201; Jersey makes the Location absolute. */
    private Response created(ConnectorInfo info) {
        return Response.created(UriBuilder.fromPath("/connectors/{name}").build(info.name()))
                .entity(new ConnectorBodies.Info(masked(info)))
                .build();
    }

    private ConnectorInfo masked(ConnectorInfo info) {
        return new ConnectorInfo(info.name(), secrets.mask(info.config()), info.tasks(), info.type());
    }

    private Map<String, String> currentConfig(String connector) {
        try {
            return operations.config(connector);
        } catch (NotFoundException e) {
            return Map.of();
        }
    }

    private static String nameOf(RequestBody.CreateConnector request) {
        String inConfig = request.config() == null ? null : request.config().get("name");
        String name = request.name() != null ? request.name() : inConfig;
        if (name == null || name.isBlank()) {
            throw RestException.badRequest("The connector has no name; give it one in \"name\".");
        }
        return name;
    }

    /** The settings with their {@code name}, which must not say another name than the request does. */
    private static Map<String, String> named(String name, Map<String, String> config) {
        String inConfig = config.get("name");
        if (inConfig != null && !inConfig.equals(name)) {
            throw RestException.badRequest("Connector name configuration (" + inConfig
                    + ") doesn't match connector name in the URL or body (" + name
                    + "): give the same name in both, or in one.");
        }
        Map<String, String> named = new HashMap<>(config);
        named.put("name", name);
        return named;
    }

    private static int taskNumber(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new RestException(404, "There is no task " + text + ": tasks are numbered from 0.");
        }
    }
}
