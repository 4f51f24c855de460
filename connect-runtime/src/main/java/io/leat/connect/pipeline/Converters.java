package io.leat.connect.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.storage.HeaderConverter;

/** The three converters of a connector, configured. */
public record Converters(Converter key, Converter value, HeaderConverter header) implements AutoCloseable {

    @Override
    public void close() {
        try {
            key.close();
            value.close();
            header.close();
        } catch (IOException e) {
            throw new UncheckedIOException("A converter did not close", e);
        }
    }
}
