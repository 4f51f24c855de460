package io.leat.connect.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;

/** {@code /openapi.json}: what is served here, for programs that make clients or pages of it. */
@Path("/openapi.json")
@Produces(MediaType.APPLICATION_JSON)
public final class OpenApiResource {
    private final OpenApi document;

    /** {@code resources} are those that are served beside this one. */
    OpenApiResource(String version, List<Object> resources) {
        List<Class<?>> classes = new ArrayList<>(List.of(OpenApiResource.class));
        for (Object resource : resources) {
            classes.add(resource.getClass());
        }
        this.document = new OpenApi(classes, version);
    }

    @GET
    @Documented(value = "This document", reply = "Document")
    public Response document() {
        return Response.ok(document).build();
    }
}
