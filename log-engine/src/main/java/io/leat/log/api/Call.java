package io.leat.log.api;

import io.leat.log.acl.AclRules;
import io.leat.log.acl.Who;
import io.leat.log.broker.Access;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.network.ClientInformation;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.ProduceRequest;
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
    private Runnable abandonment = () -> {};

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

    /**
     * The request whose header this is.
     *
     * @param body what follows the header
     * @throws InvalidRequestException if it is not what its schema says, or has more fields than may be
     */
    public AbstractRequest parse(ByteBuffer body) {
        if (header.apiKey() == ApiKeys.API_VERSIONS && !header.isApiVersionSupported()) {
            return parseRequest(body).request; // Answered in version 0 (KIP-511).
        }
        try {
            AbstractRequest request =
                    AbstractRequest.parseRequest(header.apiKey(), header.apiVersion(), new Fields(body)).request;
            if (request instanceof ProduceRequest produce) {
                giveRecords(produce.data());
            }
            return request;
        } catch (RuntimeException e) {
            throw new InvalidRequestException(
                    "its %s request of version %d cannot be read: %s"
                            .formatted(header.apiKey(), header.apiVersion(), e.getMessage()),
                    e);
        }
    }

    /** A partition without records has none: kafka-clients' own answer to such a request fails over them. */
    private static void giveRecords(ProduceRequestData produce) {
        for (TopicProduceData topic : produce.topicData()) {
            for (PartitionProduceData partition : topic.partitionData()) {
                if (partition.records() == null) {
                    partition.setRecords(MemoryRecords.EMPTY);
                }
            }
        }
    }

    /** What to do if the connection ends before the answer; on its thread alone. */
    void ifAbandoned(Runnable work) {
        abandonment = work;
    }

    /** The connection has ended and there is no answer yet: nobody waits for it any more. */
    public void abandon() {
        abandonment.run();
    }

    /** The thread of this connection. */
    public Home home() {
        return home;
    }
}
