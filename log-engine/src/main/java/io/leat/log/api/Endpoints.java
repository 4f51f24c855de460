package io.leat.log.api;

import java.util.List;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.network.ListenerName;

/** What clients are told to connect to: the address of the listener by which they came. */
public record Endpoints(int nodeId, List<Endpoint> all) {

    /** One listener as clients know it. */
    public record Endpoint(ListenerName listener, String host, int port) {
        /** {@code NAME://host:port}. */
        @Override
        public String toString() {
            return listener.value() + "://" + host + ":" + port;
        }
    }

    /** This node, as those know it who came by {@code listener}. */
    public Node node(ListenerName listener) {
        return all.stream()
                .filter(it -> it.listener().equals(listener))
                .findFirst()
                .map(it -> new Node(nodeId, it.host(), it.port()))
                .orElseThrow(() -> new IllegalStateException("there is no listener " + listener.value()));
    }
}
