package io.leat.cli.kafka;

import io.leat.cli.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.SecurityUtils;
import picocli.CommandLine.Option;

/** What {@code leat acls} is told of ACLs: which resources, who, from where, which operations; and the ACLs that this comes to. */
final class AclTerms {
    private static final String EVERYWHERE = "*";

    @Option(names = "--topic", paramLabel = "TOPIC", description = "A topic; * for all.")
    private List<String> topics = List.of();

    @Option(names = "--group", paramLabel = "GROUP", description = "A consumer group; * for all.")
    private List<String> groups = List.of();

    @Option(names = "--transactional-id", paramLabel = "ID", description = "A transactional id; * for all.")
    private List<String> transactionalIds = List.of();

    @Option(names = "--delegation-token", paramLabel = "ID", description = "A delegation token.")
    private List<String> tokens = List.of();

    @Option(names = "--user-principal", paramLabel = "USER", description = "A user as a resource.")
    private List<String> userPrincipals = List.of();

    @Option(names = "--cluster", description = "The cluster.")
    private boolean cluster;

    @Option(
            names = "--resource-pattern-type",
            paramLabel = "TYPE",
            defaultValue = "literal",
            description = "How resources are named: literal or prefixed; any or match to list and remove.")
    private String pattern = "literal";

    @Option(
            names = "--operation",
            paramLabel = "OPERATION",
            description = "Read, Write, DescribeConfigs, … (default: All).")
    private List<String> operations = List.of();

    @Option(names = "--allow-principal", paramLabel = "TYPE:NAME", description = "Who may; User:* is everyone.")
    private List<String> allowed = List.of();

    @Option(names = "--deny-principal", paramLabel = "TYPE:NAME", description = "Who may not, whatever allows it.")
    private List<String> denied = List.of();

    @Option(names = "--allow-host", paramLabel = "ADDRESS", description = "From where who may (default: everywhere).")
    private List<String> allowedHosts = List.of();

    @Option(
            names = "--deny-host",
            paramLabel = "ADDRESS",
            description = "From where who may not (default: everywhere).")
    private List<String> deniedHosts = List.of();

    @Option(names = "--producer", description = "All that a producer needs of its topics and transactional ids.")
    private boolean producer;

    @Option(names = "--consumer", description = "All that a consumer needs of its topics and group.")
    private boolean consumer;

    @Option(names = "--idempotent", description = "With --producer: also for brokers before Kafka 2.8.")
    private boolean idempotent;

    /** The resources that are named; empty if none is. */
    Set<ResourcePatternFilter> resources() {
        PatternType type = patternType();
        Set<ResourcePatternFilter> all = new LinkedHashSet<>();
        BiConsumer<ResourceType, List<String>> add = (resource, names) ->
                names.forEach(it -> all.add(new ResourcePatternFilter(resource, it.strip(), type)));
        add.accept(ResourceType.TOPIC, topics);
        add.accept(ResourceType.GROUP, groups);
        add.accept(ResourceType.TRANSACTIONAL_ID, transactionalIds);
        add.accept(ResourceType.DELEGATION_TOKEN, tokens);
        add.accept(ResourceType.USER, userPrincipals);
        if (cluster) {
            all.add(new ResourcePatternFilter(ResourceType.CLUSTER, Resource.CLUSTER_NAME, PatternType.LITERAL));
        }
        return all;
    }

    /** Whether it is said who, from where or what; else all ACLs of the resources are meant. */
    boolean saysWho() {
        return !allowed.isEmpty()
                || !denied.isEmpty()
                || !allowedHosts.isEmpty()
                || !deniedHosts.isEmpty()
                || !operations.isEmpty()
                || producer
                || consumer;
    }

    /** The ACLs that the options come to. */
    List<AclBinding> bindings() {
        if (allowed.isEmpty() && denied.isEmpty()) {
            throw Problem.wrongInput(
                    "It is not said who may or may not.",
                    "Add --allow-principal User:NAME or --deny-principal User:NAME.");
        }
        if (allowed.isEmpty() && !allowedHosts.isEmpty()) {
            throw Problem.wrongInput("--allow-host is about nobody.", "Add --allow-principal User:NAME.");
        }
        if (denied.isEmpty() && !deniedHosts.isEmpty()) {
            throw Problem.wrongInput("--deny-host is about nobody.", "Add --deny-principal User:NAME.");
        }
        List<AclBinding> all = new ArrayList<>();
        wanted().forEach((resource, operations) -> {
            ResourcePattern named =
                    new ResourcePattern(resource.resourceType(), resource.name(), resource.patternType());
            for (AclOperation operation : operations) {
                entries(AclPermissionType.ALLOW, allowed, allowedHosts, operation)
                        .forEach(it -> all.add(new AclBinding(named, it)));
                entries(AclPermissionType.DENY, denied, deniedHosts, operation)
                        .forEach(it -> all.add(new AclBinding(named, it)));
            }
        });
        return all;
    }

    private Map<ResourcePatternFilter, Set<AclOperation>> wanted() {
        Set<ResourcePatternFilter> resources = resources();
        if (!Set.of(PatternType.LITERAL, PatternType.PREFIXED).contains(patternType())) {
            throw Problem.wrongInput(
                    "--resource-pattern-type " + pattern + " does not name a resource.", "Write literal or prefixed.");
        }
        Map<ResourcePatternFilter, Set<AclOperation>> wanted = new LinkedHashMap<>();
        if (!producer && !consumer) {
            Set<AclOperation> operations = operations();
            resources.forEach(it -> wanted.put(it, operations));
        } else {
            checkRoles();
        }
        resources.forEach(it -> {
            Set<AclOperation> needed = new LinkedHashSet<>(wanted.getOrDefault(it, Set.of()));
            if (producer) {
                needed.addAll(ofProducer(it.resourceType()));
            }
            if (consumer) {
                needed.addAll(ofConsumer(it.resourceType()));
            }
            if (!needed.isEmpty()) {
                wanted.put(it, needed);
            }
        });
        if (idempotent) {
            wanted.put(
                    new ResourcePatternFilter(ResourceType.CLUSTER, Resource.CLUSTER_NAME, PatternType.LITERAL),
                    Set.of(AclOperation.IDEMPOTENT_WRITE));
        }
        if (wanted.isEmpty()) {
            throw Problem.wrongInput(
                    "It is not said of what.", "Add --topic NAME, --group NAME, --transactional-id ID or --cluster.");
        }
        return wanted;
    }

    private void checkRoles() {
        if (!operations.isEmpty() || !denied.isEmpty() || !deniedHosts.isEmpty()) {
            throw Problem.wrongInput(
                    "--producer and --consumer stand for operations that are allowed.",
                    "Leave --operation, --deny-principal and --deny-host out.");
        }
        if (topics.isEmpty()) {
            throw Problem.wrongInput("--producer and --consumer need a topic.", "Add --topic NAME.");
        }
        if (consumer && groups.isEmpty()) {
            throw Problem.wrongInput("--consumer needs a group.", "Add --group NAME.");
        }
        if (idempotent && !producer) {
            throw Problem.wrongInput("--idempotent is about producers.", "Add --producer.");
        }
    }

    private static List<AclOperation> ofProducer(ResourceType type) {
        return switch (type) {
            case TOPIC -> List.of(AclOperation.WRITE, AclOperation.DESCRIBE, AclOperation.CREATE);
            case TRANSACTIONAL_ID -> List.of(AclOperation.WRITE, AclOperation.DESCRIBE);
            default -> List.of();
        };
    }

    private static List<AclOperation> ofConsumer(ResourceType type) {
        return switch (type) {
            case TOPIC -> List.of(AclOperation.READ, AclOperation.DESCRIBE);
            case GROUP -> List.of(AclOperation.READ);
            default -> List.of();
        };
    }

    private Set<AclOperation> operations() {
        if (operations.isEmpty()) {
            return Set.of(AclOperation.ALL);
        }
        Set<AclOperation> all = new LinkedHashSet<>();
        for (String name : operations) {
            AclOperation operation = SecurityUtils.operation(name.strip());
            if (operation == AclOperation.UNKNOWN) {
                operation = AclOperation.fromString(name.strip());
            }
            if (operation == AclOperation.UNKNOWN || operation == AclOperation.ANY) {
                throw Problem.wrongInput(
                        "--operation " + name + " is not known.",
                        "Write All, Read, Write, Create, Delete, Alter, Describe, ClusterAction, DescribeConfigs, AlterConfigs or"
                                + " IdempotentWrite.");
            }
            all.add(operation);
        }
        return all;
    }

    private static List<AccessControlEntry> entries(
            AclPermissionType permission, List<String> principals, List<String> hosts, AclOperation operation) {
        List<AccessControlEntry> entries = new ArrayList<>();
        for (String principal : principals) {
            requirePrincipal(principal);
            for (String host : hosts.isEmpty() ? List.of(EVERYWHERE) : hosts) {
                entries.add(new AccessControlEntry(principal.strip(), host.strip(), operation, permission));
            }
        }
        return entries;
    }

    static void requirePrincipal(String principal) {
        if (!principal.strip().matches("[^:]+:.+")) {
            throw Problem.wrongInput(
                    "'" + principal + "' is no principal.", "Write its type and its name: User:alice.");
        }
    }

    private PatternType patternType() {
        PatternType type = PatternType.fromString(pattern.toUpperCase(Locale.ROOT));
        if (type == PatternType.UNKNOWN) {
            throw Problem.wrongInput(
                    "--resource-pattern-type " + pattern + " is not known.",
                    "Write literal or prefixed; to list and remove also any or match.");
        }
        return type;
    }
}
