package io.leat.connect.plugin;

import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.storage.HeaderConverter;
import org.apache.kafka.connect.transforms.Transformation;
import org.apache.kafka.connect.transforms.predicates.Predicate;

/** The kinds of plugin the worker runs, in the order {@code GET /connector-plugins} lists them. */
public enum PluginKind {
    SINK("sink", SinkConnector.class, "Connector"),
    SOURCE("source", SourceConnector.class, "Connector"),
    CONVERTER("converter", Converter.class, "Converter"),
    HEADER_CONVERTER("header_converter", HeaderConverter.class, "HeaderConverter"),
    TRANSFORMATION("transformation", Transformation.class, "Transformation"),
    PREDICATE("predicate", Predicate.class, "Predicate");

    private final String label;
    private final Class<?> type;
    private final String suffix;

    PluginKind(String label, Class<?> type, String suffix) {
        this.label = label;
        this.type = type;
        this.suffix = suffix;
    }

    /** The name in REST replies (KIP-769). */
    public String label() {
        return label;
    }

    /** The interface or class of {@code connect-api} that makes a class a plugin of this kind. */
    public Class<?> type() {
        return type;
    }

    /** What may be left off the end of a class name: {@code FileStreamSource} is {@code FileStreamSourceConnector}. */
    String suffix() {
        return suffix;
    }

    public boolean isConnector() {
        return this == SOURCE || this == SINK;
    }
}
