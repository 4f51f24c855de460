package io.leat.connect.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.MessageBodyWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;

/** JSON of any object, for resources that REST extensions add: Kafka Connect has Jackson's provider for them. */
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
final class PlainEntities implements MessageBodyWriter<Object>, MessageBodyReader<Object> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public boolean isWriteable(Class<?> type, Type generic, Annotation[] annotations, MediaType mediaType) {
        return !JsonBody.class.isAssignableFrom(type) && isPlain(type);
    }

    /** What JAX-RS itself reads and writes is not for here. */
    private static boolean isPlain(Class<?> type) {
        return type != String.class
                && type != byte[].class
                && !type.getName().startsWith("java.io.")
                && !type.getName().startsWith("jakarta.ws.rs.");
    }

    @Override
    public void writeTo(
            Object entity,
            Class<?> type,
            Type generic,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream out)
            throws IOException {
        out.write(JSON.writeValueAsBytes(entity));
    }

    @Override
    public boolean isReadable(Class<?> type, Type generic, Annotation[] annotations, MediaType mediaType) {
        return isPlain(type);
    }

    @Override
    public Object readFrom(
            Class<Object> type,
            Type generic,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, String> headers,
            InputStream body)
            throws IOException {
        try {
            return JSON.readValue(body, JSON.constructType(generic));
        } catch (JsonProcessingException e) {
            throw RestException.badRequest("The body is not JSON, or not what is expected: " + e.getOriginalMessage());
        }
    }
}
