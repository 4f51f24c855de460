package io.leat.log.api;

import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.apache.kafka.common.network.ClientInformation;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.requests.RequestContext;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.auth.KafkaPrincipalSerde;
import org.apache.kafka.common.security.auth.SecurityProtocol;

/** Who sent a request, how, and the thread on which it is answered. */
public final class Call extends RequestContext {

    /** The thread that serves a connection: what is given to it runs there, one after the other. */
    public interface Home extends Executor {
        /** Runs {@code work} after {@code delayMs}, unless what is returned was run before: then never. */
        Runnable later(long delayMs, Runnable work);
    }

    private final Home home;

    public Call(
            RequestHeader header,
            String connectionId,
            InetAddress address,
            int port,
            KafkaPrincipal principal,
            ListenerName listener,
            SecurityProtocol protocol,
            ClientInformation client,
            Optional<KafkaPrincipalSerde> principals,
            Home home) {
        super(
                header,
                connectionId,
                address,
                Optional.of(port),
                principal,
                listener,
                protocol,
                client,
                false,
                principals);
        this.home = home;
    }

    /** The thread of this connection. */
    public Home home() {
        return home;
    }
}
