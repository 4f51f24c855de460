package io.leat.connect.rest;

import io.leat.connect.plugin.PluginException;
import io.leat.connect.plugin.Plugins;
import io.leat.connect.settings.PluginDefinitions;
import io.leat.connect.worker.ConnectorOperations;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.jspecify.annotations.Nullable;

/** {@code /connector-plugins}: what is installed, and judging a configuration without creating anything. */
@Path("/connector-plugins")
@Produces(MediaType.APPLICATION_JSON)
public final class PluginsResource {
    private final Plugins plugins;
    private final ConnectorOperations operations;
    private final TimedCalls calls;
    private final RequestBody bodies;

    PluginsResource(Plugins plugins, ConnectorOperations operations, TimedCalls calls, RequestBody bodies) {
        this.plugins = plugins;
        this.operations = operations;
        this.calls = calls;
        this.bodies = bodies;
    }

    @GET
    @Documented(value = "The plugins that are installed", reply = "Plugins")
    public Response list(@DefaultValue("true") @QueryParam("connectorsOnly") boolean connectorsOnly) {
        return Response.ok(new PluginBodies.Plugins(
                        calls.run("asking plugins for their versions", () -> plugins.list(connectorsOnly))))
                .build();
    }

    /** Beyond Kafka Connect: looks at {@code plugin.path} again; what is new can be used without a restart. */
    @POST
    @Path("reload")
    @Documented(value = "Look for plugins that were installed or removed since the start", reply = "PluginChanges")
    public Response reload() {
        return Response.ok(new PluginBodies.Reloaded(calls.run("looking for plugins", plugins::reload)))
                .build();
    }

    /** The settings of a plugin, and of the framework for a connector (KIP-769). 404 if there is no such plugin. */
    @GET
    @Path("{plugin}/config")
    @Documented(
            value = "The settings of a plugin",
            errors = {400, 404},
            reply = "Definitions")
    public Response config(@PathParam("plugin") String plugin, @QueryParam("version") @Nullable String version) {
        return Response.ok(new PluginBodies.Definitions(
                        calls.run("asking " + plugin + " for its settings", () -> definitions(plugin, version))))
                .build();
    }

    private Collection<ConfigKey> definitions(String plugin, @Nullable String version) {
        try {
            return PluginDefinitions.of(plugins, plugin, version).values();
        } catch (PluginException e) {
            throw e.reason() == PluginException.Reason.UNKNOWN
                    ? new RestException(404, String.valueOf(e.getMessage()))
                    : e;
        }
    }

    /** 200 with the errors in the body; 400 if there is no such connector, where Kafka Connect has 500. */
    @PUT
    @Path("{plugin}/config/validate")
    @Consumes(MediaType.APPLICATION_JSON)
    @Documented(
            value = "Judge a configuration without creating anything",
            errors = {400},
            body = "Settings",
            reply = "Validation")
    public Response validate(@PathParam("plugin") String plugin, InputStream body) {
        Map<String, String> config = bodies.config(body);
        String named = config.get("connector.class");
        if (named == null) {
            throw RestException.badRequest(
                    "The configuration has no connector.class; add \"connector.class\": \"" + plugin + "\".");
        }
        return Response.ok(calls.run("validating a configuration of " + plugin, () -> {
                    if (!plugins.connectorClassName(named).equals(plugins.connectorClassName(plugin))) {
                        throw RestException.badRequest("Included connector type " + named
                                + " does not match request type " + plugin + ": name the same connector in both.");
                    }
                    return new PluginBodies.Verdict(operations.validate(config));
                }))
                .build();
    }
}
