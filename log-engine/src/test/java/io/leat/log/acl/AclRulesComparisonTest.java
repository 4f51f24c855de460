package io.leat.log.acl;

import static org.assertj.core.api.Assertions.assertThat;

import io.leat.testing.PeerJars;
import io.leat.testing.Seeded;
import java.net.InetAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.Monitorable;
import org.apache.kafka.common.metrics.internals.PluginMetricsImpl;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.AuthorizationResult;
import org.apache.kafka.server.authorizer.Authorizer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** The rules decide what Kafka's own StandardAuthorizer decides, loaded from Kafka's jars beside ours. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AclRulesComparisonTest {
    private static final List<String> NAMES = List.of("*", "a", "ab", "abc", "b", "ba");
    private static final List<String> USERS = List.of("User:alice", "User:bob", "User:root", "User:*");
    private static final List<String> HOSTS = List.of("*", "*", "10.0.0.1", "10.0.0.2");
    private static final List<ResourceType> TYPES = List.of(ResourceType.TOPIC, ResourceType.GROUP);
    private static final List<AclOperation> OPERATIONS = List.of(
            AclOperation.ALL,
            AclOperation.READ,
            AclOperation.WRITE,
            AclOperation.DELETE,
            AclOperation.ALTER,
            AclOperation.DESCRIBE,
            AclOperation.ALTER_CONFIGS,
            AclOperation.DESCRIBE_CONFIGS);

    private URLClassLoader kafka;

    @BeforeAll
    void load() throws Exception {
        kafka = peers();
    }

    @AfterAll
    void unload() throws Exception {
        kafka.close();
    }

    @Seeded(60)
    void everyDecisionIsThatOfKafkasAuthorizer(long seed) throws Exception {
        Random random = new Random(seed);
        boolean open = random.nextInt(3) == 0;
        Set<AclBinding> acls = new LinkedHashSet<>();
        int count = random.nextInt(12);
        for (int i = 0; i < count; i++) {
            acls.add(acl(random));
        }
        AclRules rules = new AclRules(acls, Set.of("User:root"), open);
        try (Metrics metrics = new Metrics();
                Authorizer authorizer = authorizer(open, acls)) {
            ((Monitorable) authorizer).withPluginMetrics(new PluginMetricsImpl(metrics, Map.of()));
            for (String user : USERS.subList(0, 3)) {
                for (String host : HOSTS.subList(2, 4)) {
                    compare(acls, rules, authorizer, new Who(user, host));
                }
            }
        }
    }

    private static void compare(Set<AclBinding> acls, AclRules rules, Authorizer authorizer, Who who) throws Exception {
        AuthorizableRequestContext context = new From(who);
        for (ResourceType type : TYPES) {
            for (AclOperation operation : OPERATIONS.subList(1, OPERATIONS.size())) {
                assertThat(rules.allowsSome(who, operation, type))
                        .as("%s may %s some %s by %s", who, operation, type, acls)
                        .isEqualTo(authorizer.authorizeByResourceType(context, operation, type)
                                == AuthorizationResult.ALLOWED);
                for (String name : NAMES.subList(1, NAMES.size())) {
                    Action action =
                            new Action(operation, new ResourcePattern(type, name, PatternType.LITERAL), 1, true, true);
                    assertThat(rules.allows(who, operation, type, name))
                            .as("%s may %s %s %s by %s", who, operation, type, name, acls)
                            .isEqualTo(authorizer
                                            .authorize(context, List.of(action))
                                            .get(0)
                                    == AuthorizationResult.ALLOWED);
                }
            }
        }
    }

    private static AclBinding acl(Random random) {
        boolean prefixed = random.nextBoolean();
        List<String> names = prefixed ? NAMES.subList(1, NAMES.size()) : NAMES;
        return new AclBinding(
                new ResourcePattern(
                        any(random, TYPES), any(random, names), prefixed ? PatternType.PREFIXED : PatternType.LITERAL),
                new AccessControlEntry(
                        any(random, USERS),
                        any(random, HOSTS),
                        any(random, OPERATIONS),
                        random.nextInt(3) == 0 ? AclPermissionType.DENY : AclPermissionType.ALLOW));
    }

    private static <T> T any(Random random, List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private static URLClassLoader peers() throws Exception {
        List<Path> jars = PeerJars.all();
        URL[] urls = new URL[jars.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = jars.get(i).toUri().toURL();
        }
        return new URLClassLoader(urls, AclRulesComparisonTest.class.getClassLoader());
    }

    private Authorizer authorizer(boolean open, Set<AclBinding> acls) throws Exception {
        Class<?> type = kafka.loadClass("org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        Authorizer authorizer = (Authorizer) type.getDeclaredConstructor().newInstance();
        authorizer.configure(Map.of(
                "super.users", "User:root",
                "allow.everyone.if.no.acl.found", Boolean.toString(open),
                "node.id", "1",
                "process.roles", "broker"));
        Class<?> standard = kafka.loadClass("org.apache.kafka.metadata.authorizer.StandardAcl");
        Map<Uuid, Object> all = new HashMap<>();
        for (AclBinding acl : acls) {
            all.put(
                    Uuid.randomUuid(),
                    standard.getMethod("fromAclBinding", AclBinding.class).invoke(null, acl));
        }
        type.getMethod("loadSnapshot", Map.class).invoke(authorizer, all);
        type.getMethod("completeInitialLoad").invoke(authorizer);
        return authorizer;
    }

    /** A request, of which the authorizer looks at nothing but who sent it. */
    private record From(Who who) implements AuthorizableRequestContext {
        @Override
        public String listenerName() {
            return "PLAINTEXT";
        }

        @Override
        public SecurityProtocol securityProtocol() {
            return SecurityProtocol.PLAINTEXT;
        }

        @Override
        public KafkaPrincipal principal() {
            return new KafkaPrincipal(KafkaPrincipal.USER_TYPE, who.principal().substring("User:".length()));
        }

        @Override
        public InetAddress clientAddress() {
            try {
                return InetAddress.getByName(who.host());
            } catch (java.net.UnknownHostException e) {
                throw new IllegalStateException("no address: " + who.host(), e);
            }
        }

        @Override
        public int requestType() {
            return 0;
        }

        @Override
        public int requestVersion() {
            return 0;
        }

        @Override
        public String clientId() {
            return "";
        }

        @Override
        public int correlationId() {
            return 0;
        }
    }
}
