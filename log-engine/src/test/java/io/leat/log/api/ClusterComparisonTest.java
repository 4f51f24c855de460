package io.leat.log.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.leat.log.LogEngine;
import io.leat.log.api.AdminOutcome.Request;
import io.leat.testing.KafkaCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.FeatureUpdate.UpgradeType;
import org.apache.kafka.clients.admin.ListConfigResourcesOptions;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.quota.ClientQuotaFilterComponent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is asked of the cluster and of quotas is asked of a real Kafka broker and of ours, and answered alike. */
@Timeout(120)
@TestInstance(Lifecycle.PER_CLASS)
class ClusterComparisonTest {
    private KafkaCluster cluster;
    private LogEngine log;
    private Admin kafka;
    private Admin leat;

    @BeforeAll
    void start(@TempDir Path dir) throws Exception {
        cluster = KafkaCluster.start(1);
        log = LogEngine.open(Map.of("log.dirs", dir.toString(), "listeners", "PLAINTEXT://127.0.0.1:0"));
        kafka = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()));
        leat = Admin.create(Map.of("bootstrap.servers", log.bootstrapServers()));
        for (Admin admin : List.of(kafka, leat)) {
            admin.createTopics(List.of(new NewTopic("t", 2, (short) 1))).all().get();
        }
    }

    @AfterAll
    void stop() {
        leat.close();
        kafka.close();
        log.close();
        cluster.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void requests(String what, Request request) {
        AdminOutcome expected = AdminOutcome.of(() -> request.send(kafka));
        AdminOutcome actual = AdminOutcome.of(() -> request.send(leat));
        assertThat(actual).matches(it -> it.saysWhatIsSaidBy(expected), "says what Kafka says: " + expected);
    }

    static Stream<Arguments> requests() {
        return Stream.concat(ofTheCluster(), ofQuotas());
    }

    private static Stream<Arguments> ofTheCluster() {
        return Stream.of(
                row(
                        "operations",
                        admin -> new TreeSet<>(
                                admin.describeCluster(new DescribeClusterOptions().includeAuthorizedOperations(true))
                                        .authorizedOperations()
                                        .get())),
                row(
                        "nodes",
                        admin -> admin.describeCluster().nodes().get().stream()
                                .map(it -> it.id() + it.host() + it.rack() + it.isFenced())
                                .toList()),
                row(
                        "leader of the quorum",
                        admin -> admin.describeMetadataQuorum()
                                .quorumInfo()
                                .get()
                                .leaderId()),
                row(
                        "voters",
                        admin -> admin.describeMetadataQuorum().quorumInfo().get().voters().stream()
                                .map(it -> it.replicaId())
                                .toList()),
                row("log directories", ClusterComparisonTest::logDirs),
                row(
                        "resources that have configs",
                        admin -> admin
                                .listConfigResources(
                                        Set.of(
                                                ConfigResource.Type.BROKER,
                                                ConfigResource.Type.BROKER_LOGGER,
                                                ConfigResource.Type.CLIENT_METRICS),
                                        new ListConfigResourcesOptions())
                                .all()
                                .get()
                                .stream()
                                .map(ConfigResource::toString)
                                .sorted()
                                .toList()),
                row(
                        "a broker that there is not, unregistered",
                        admin -> admin.unregisterBroker(2).all().get()),
                row("a feature at its level", feature("transaction.version", 2)),
                row("a feature above what there is", feature("transaction.version", 9)),
                row("an unknown feature", feature("foo", 1)));
    }

    private static Object logDirs(Admin admin) throws Exception {
        StringBuilder told = new StringBuilder();
        for (LogDirDescription dir : admin.describeLogDirs(List.of(1))
                .allDescriptions()
                .get()
                .getOrDefault(1, Map.of())
                .values()) {
            dir.replicaInfos().entrySet().stream()
                    .filter(it -> it.getKey().topic().equals("t"))
                    .map(it -> it.getKey() + " " + it.getValue() + "\n")
                    .sorted()
                    .forEach(told::append);
            told.append(dir.error())
                    .append(dir.totalBytes().isPresent())
                    .append(dir.usableBytes().isPresent());
        }
        return told;
    }

    private static Request feature(String name, int level) {
        return admin -> admin.updateFeatures(
                        Map.of(name, new FeatureUpdate((short) level, UpgradeType.UPGRADE)),
                        new UpdateFeaturesOptions().validateOnly(true))
                .all()
                .get();
    }

    private static Stream<Arguments> ofQuotas() {
        Map<String, String> u = Map.of("user", "u");
        return Stream.of(
                row("a quota of a user", quota(u, "producer_byte_rate", 1000.0)),
                row("an unknown quota", quota(u, "foo", 1.0)),
                row("an unknown quota taken back", quota(u, "foo", null)),
                row("nothing", quota(u, "producer_byte_rate", 0.0)),
                row("less than nothing", quota(u, "producer_byte_rate", -1.0)),
                row("half a byte", quota(u, "producer_byte_rate", 1.5)),
                row("too many bytes", quota(u, "producer_byte_rate", 1e19)),
                row("half a percent", quota(Map.of("client-id", "c"), "request_percentage", 0.5)),
                row("a user without a name", quota(Map.of("user", ""), "consumer_byte_rate", 1.0)),
                row("an unknown kind of client", quota(Map.of("foo", "c"), "consumer_byte_rate", 1.0)),
                row("nobody", quota(Map.of(), "consumer_byte_rate", 1.0)),
                row("rate of connections of a user", quota(u, "connection_creation_rate", 1.0)),
                row(
                        "a user at an address",
                        quota(Map.of("user", "u", "ip", "1.2.3.4"), "connection_creation_rate", 1.0)),
                row("all", found(ClientQuotaFilter.all())),
                row("of the user", found(ClientQuotaFilter.contains(List.of(part("user", "u"))))),
                row("of the user alone", found(ClientQuotaFilter.containsOnly(List.of(part("user", "u"))))),
                row("of nobody", found(ClientQuotaFilter.containsOnly(List.of()))),
                row("of an unknown kind", found(ClientQuotaFilter.contains(List.of(part("foo", "u"))))),
                row("of no kind", found(ClientQuotaFilter.contains(List.of(part("", "u"))))),
                row("of two users", found(ClientQuotaFilter.contains(List.of(part("user", "u"), part("user", "v"))))));
    }

    private static ClientQuotaFilterComponent part(String type, String name) {
        return ClientQuotaFilterComponent.ofEntity(type, name);
    }

    private static Request quota(Map<String, String> entity, String name, @Nullable Double value) {
        return admin -> admin.alterClientQuotas(List.of(new ClientQuotaAlteration(
                        new ClientQuotaEntity(entity), List.of(new ClientQuotaAlteration.Op(name, value)))))
                .all()
                .get();
    }

    private static Request found(ClientQuotaFilter filter) {
        return admin -> admin.describeClientQuotas(filter).entities().get().entrySet().stream()
                .map(it -> it.getKey() + " " + it.getValue())
                .sorted()
                .toList();
    }

    private static Arguments row(String what, Request request) {
        return Arguments.of(what, request);
    }
}
