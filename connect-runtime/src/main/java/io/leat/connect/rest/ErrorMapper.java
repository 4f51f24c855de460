package io.leat.connect.rest;

import io.leat.connect.plugin.PluginException;
import io.leat.connect.worker.ConflictException;
import io.leat.connect.worker.ForbiddenException;
import io.leat.connect.worker.InvalidConnectorException;
import io.leat.connect.worker.InvalidOffsetsException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.Locale;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.AlreadyExistsException;
import org.apache.kafka.connect.errors.NotFoundException;
import org.jspecify.annotations.Nullable;
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
        return reply(status, message(failure), reason(failure)).build();
    }

    private static int status(Throwable failure) {
        if (failure instanceof RestException rest) {
            return rest.status();
        } else if (failure instanceof NotFoundException) {
            return 404;
        } else if (failure instanceof AlreadyExistsException || failure instanceof ConflictException) {
            return 409;
        } else if (failure instanceof ForbiddenException) {
            return 403;
        } else if (failure instanceof InvalidConnectorException
                || failure instanceof InvalidOffsetsException
                || failure instanceof PluginException
                || failure instanceof ConfigException) {
            return 400;
        }
        return 500;
    }

    /** Kafka Connect has one 409 for many things; a program must not have to read prose. */
    private static @Nullable String reason(Throwable failure) {
        ConflictException.Reason reason = null;
        if (failure instanceof ConflictException conflict) {
            reason = conflict.reason();
        } else if (failure instanceof AlreadyExistsException) {
            reason = ConflictException.Reason.CONNECTOR_EXISTS;
        }
        return reason == null ? null : reason.name().toLowerCase(Locale.ROOT);
    }

    /** What Jersey itself refuses: a path, a method or a content type that no resource has. */
    private static Response ofHttp(WebApplicationException refused) {
        Response was = refused.getResponse();
        Response.ResponseBuilder reply = reply(was.getStatus(), message(refused), null);
        if (refused instanceof NotAllowedException) {
            reply.header(HttpHeaders.ALLOW, was.getHeaderString(HttpHeaders.ALLOW));
        }
        return reply.build();
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getName() : message;
    }

    private static Response.ResponseBuilder reply(int status, String message, @Nullable String reason) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(new ErrorBody(status, message, reason));
    }
}
