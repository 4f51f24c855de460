package io.leat.connect.rest;

import io.leat.connect.plugin.PluginException;
import io.leat.connect.worker.InvalidConnectorException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.AlreadyExistsException;
import org.apache.kafka.connect.errors.NotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns every failure into a code and an {@link ErrorBody}, with the codes of Kafka Connect. */
final class ErrorMapper implements ExceptionMapper<Throwable> {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorMapper.class);

    @Override
    public Response toResponse(Throwable failure) {
        if (failure instanceof WebApplicationException http) {
            return ofHttp(http);
        }
        int status = status(failure);
        if (status == 500) {
            LOG.error("A request failed.", failure);
        }
        return reply(status, message(failure)).build();
    }

    private static int status(Throwable failure) {
        if (failure instanceof RestException rest) {
            return rest.status();
        } else if (failure instanceof NotFoundException) {
            return 404;
        } else if (failure instanceof AlreadyExistsException) {
            return 409;
        } else if (failure instanceof InvalidConnectorException
                || failure instanceof PluginException
                || failure instanceof ConfigException) {
            return 400;
        }
        return 500;
    }

    /** What Jersey itself refuses: a path, a method or a content type that no resource has. */
    private static Response ofHttp(WebApplicationException refused) {
        Response was = refused.getResponse();
        Response.ResponseBuilder reply = reply(was.getStatus(), message(refused));
        if (refused instanceof NotAllowedException) {
            reply.header(HttpHeaders.ALLOW, was.getHeaderString(HttpHeaders.ALLOW));
        }
        return reply.build();
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getName() : message;
    }

    private static Response.ResponseBuilder reply(int status, String message) {
        return Response.status(status).type(MediaType.APPLICATION_JSON_TYPE).entity(new ErrorBody(status, message));
    }
}
