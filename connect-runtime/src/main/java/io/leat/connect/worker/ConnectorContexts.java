package io.leat.connect.worker;

import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.connector.Connector;
import org.apache.kafka.connect.connector.ConnectorContext;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.sink.SinkConnectorContext;
import org.apache.kafka.connect.source.SourceConnectorContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/** What a connector may ask of the worker: the context of its kind. */
final class ConnectorContexts {

    /** The calls that change something; from any thread of the plugin. */
    interface Calls {
        void requestTaskReconfiguration();

        void raiseError(Exception error);
    }

    private ConnectorContexts() {}

    static ConnectorContext of(Connector connector, PluginMetrics metrics, OffsetStorageReader offsets, Calls calls) {
        return connector instanceof SinkConnector ? new Sink(metrics, calls) : new Source(metrics, offsets, calls);
    }

    private record Sink(PluginMetrics pluginMetrics, Calls calls) implements SinkConnectorContext {
        @Override
        public void requestTaskReconfiguration() {
            calls.requestTaskReconfiguration();
        }

        @Override
        public void raiseError(Exception error) {
            calls.raiseError(error);
        }
    }

    private record Source(PluginMetrics pluginMetrics, OffsetStorageReader offsetStorageReader, Calls calls)
            implements SourceConnectorContext {
        @Override
        public void requestTaskReconfiguration() {
            calls.requestTaskReconfiguration();
        }

        @Override
        public void raiseError(Exception error) {
            calls.raiseError(error);
        }
    }
}
