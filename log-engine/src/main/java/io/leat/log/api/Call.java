package io.leat.log.api;

import io.leat.log.acl.AclRules;
import io.leat.log.acl.Who;
import io.leat.log.broker.Access;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.network.ClientInformation;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.requests.RequestContext;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.auth.KafkaPrincipalSerde;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.jspecify.annotations.Nullable;

/** Who sent a request, how, and the thread on which it is answered. */
public final class Call extends RequestContext {

    /** The thread that serves a connection: what is given to it runs there, one after the other. */
    public interface Home extends Executor {
        /** Runs {@code work} after {@code delayMs}, unless what is returned was run before: then never. */
        Runnable later(long delayMs, Runnable work);
    }

    private final Home home;
    private final Access access;
    private @Nullable Who caller;

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
            Access access,
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
        this.access = access;
        this.home = home;
    }

    /** Whether requests are authorized at all. */
    boolean isAuthorized() {
        return access.rules().isPresent();
    }

    /** Whether this caller may do {@code operation} to the resource {@code name}; everyone may if nothing authorizes. */
    public boolean may(AclOperation operation, ResourceType type, String name) {
        Optional<AclRules> rules = access.rules();
        return rules.isEmpty() || rules.get().allows(caller(), operation, type, name);
    }

    /** Whether there is any resource of this type to which this caller may do {@code operation}. */
    boolean maySome(AclOperation operation, ResourceType type) {
        Optional<AclRules> rules = access.rules();
        return rules.isEmpty() || rules.get().allowsSome(caller(), operation, type);
    }

    /** As {@link #may}, of the cluster. */
    boolean mayCluster(AclOperation operation) {
        return may(operation, ResourceType.CLUSTER, Resource.CLUSTER_NAME);
    }

    /** As {@link #may}, of a topic. */
    boolean mayTopic(AclOperation operation, String topic) {
        return may(operation, ResourceType.TOPIC, topic);
    }

    /** As {@link #may}, of a group. */
    boolean mayGroup(AclOperation operation, String group) {
        return may(operation, ResourceType.GROUP, group);
    }

    /** As {@link #may}, of a transactional id. */
    boolean mayTransact(AclOperation operation, String transactionalId) {
        return may(operation, ResourceType.TRANSACTIONAL_ID, transactionalId);
    }

    /** Refuses a caller who may not do {@code operation} to the cluster. */
    void requireCluster(AclOperation operation) {
        if (!mayCluster(operation)) {
            throw new ClusterAuthorizationException("%s may not %s the cluster.".formatted(principal, operation));
        }
    }

    private Who caller() {
        Who known = caller;
        if (known == null) {
            known = new Who(principal.getPrincipalType() + ":" + principal.getName(), clientAddress.getHostAddress());
            caller = known;
        }
        return known;
    }

    /** The thread of this connection. */
    public Home home() {
        return home;
    }
}
