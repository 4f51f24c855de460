package io.leat.log.api;

import io.leat.log.broker.Access;
import io.leat.log.broker.Broker;
import io.leat.log.broker.GroupCoordinator;
import io.leat.log.settings.ListenerSettings;
import io.leat.log.topic.ScramKey;
import io.leat.log.topic.ScramUser;
import io.leat.log.transaction.Transaction;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.requests.ApiVersionsResponse;
import org.apache.kafka.common.security.scram.ScramCredential;
import org.apache.kafka.common.security.scram.internals.ScramMechanism;
import org.jspecify.annotations.Nullable;

/** Everything that is served, put together. */
public final class Apis implements AutoCloseable {
    /** The finalized features clients go by. */
    private static final Map<String, Short> FEATURES =
            Map.of("transaction.version", (short) Transaction.BUMPS_EPOCHS, "group.version", (short) 1);

    /** {@code log-admin}: what creates and deletes, and so waits for the disk. */
    private final ExecutorService slow;

    private final Tolls tolls;
    private final Broker broker;
    private final Routes routes;
    private final VersionsApi versions = new VersionsApi(FEATURES);

    public Apis(Broker broker, GroupCoordinator groups, Endpoints endpoints, ListenerSettings settings) {
        this.broker = broker;
        Checks checks = new Checks(broker);
        slow = new ThreadPoolExecutor(0, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
            Thread thread = new Thread(work, "log-admin");
            thread.setDaemon(true);
            return thread;
        });
        routes = new Routes(checks, slow);
        tolls = new Tolls(broker.quotas());
        List<ApiFamily> families = List.of(
                new MetadataApi(broker, endpoints, slow),
                new ProduceApi(broker),
                new FetchApi(broker, settings, new SecureRandom()),
                new OffsetsApi(broker),
                new TransactionApis(broker),
                new TransactionQueries(broker),
                new TransactionOffsetsApi(broker, groups, slow),
                new CoordinatorApi(groups, endpoints, slow),
                new ClassicGroupApi(groups, slow),
                new ConsumerGroupApi(groups, new TopicLookup(broker), slow),
                new GroupOffsetsApi(broker, groups, slow),
                new GroupAdminApi(groups, slow),
                new TopicsApi(broker),
                new RecordsApi(broker),
                new PartitionsApi(broker),
                new ReassignmentsApi(broker),
                new ConfigsApi(broker),
                new AlterConfigsApi(broker),
                new QuotasApi(broker.quotas()),
                new ClusterApi(broker, endpoints),
                new QuorumApi(broker, endpoints, FEATURES),
                new UsersApi(broker),
                new AclsApi(broker),
                new SaslApi(),
                versions); // The last: it tells what the others serve.
        families.forEach(it -> it.serve(routes));
    }

    /** What requests cost their clients. */
    public Tolls tolls() {
        return tolls;
    }

    public Routes routes() {
        return routes;
    }

    /** The answer to ApiVersions, also for those who ask before they authenticate. */
    public ApiVersionsResponse versions(short version) {
        return versions.versions(version);
    }

    /** What requests are authorized by. */
    public Access access() {
        return broker.access();
    }

    /** The salted keys of a user who wants to come by SCRAM; null if there is none. */
    public @Nullable ScramCredential scramCredential(ScramMechanism mechanism, String user) {
        ScramKey key = broker.access().scram().get(new ScramUser(user, mechanism.type()));
        return key == null
                ? null
                : new ScramCredential(
                        key.salt().get(), key.storedKey().get(), key.serverKey().get(), key.iterations());
    }

    @Override
    public void close() {
        slow.shutdownNow();
    }
}
