package io.leat.log.acl;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;

/** All ACLs at one moment, and the decisions that follow from them. Immutable; a decision looks at the entries of the resource alone. */
public final class AclRules {
    private static final String ANY = "*";
    private static final String ANYBODY = "User:*";

    /** The name by which Kafka asks for any resource: who may do it to this, by whatever rule, may do it to some. */
    private static final String ANY_NAME = "hardcode";

    /** What who may do one of these may do too. */
    private static final Map<AclOperation, Set<AclOperation>> IMPLIED_BY = Map.of(
            AclOperation.DESCRIBE,
                    EnumSet.of(AclOperation.READ, AclOperation.WRITE, AclOperation.DELETE, AclOperation.ALTER),
            AclOperation.DESCRIBE_CONFIGS, EnumSet.of(AclOperation.ALTER_CONFIGS));

    /** The entries about resources of one type, by how they name them. */
    private static final class OfType {
        private final Map<String, List<AccessControlEntry>> literal = new HashMap<>();
        private final Map<String, List<AccessControlEntry>> prefixed = new HashMap<>();

        /** The lengths of all prefixes: so many looks find what is about a name, however many prefixes there are. */
        private final Set<Integer> lengths = new TreeSet<>();

        void add(AclBinding acl) {
            String name = acl.pattern().name();
            boolean prefix = acl.pattern().patternType() == PatternType.PREFIXED;
            if (prefix) {
                lengths.add(name.length());
            }
            (prefix ? prefixed : literal)
                    .computeIfAbsent(name, it -> new ArrayList<>())
                    .add(acl.entry());
        }

        List<AccessControlEntry> about(String name) {
            List<AccessControlEntry> about = new ArrayList<>(literal.getOrDefault(name, List.of()));
            if (!name.equals(ANY)) {
                about.addAll(literal.getOrDefault(ANY, List.of()));
            }
            for (int length : lengths) {
                if (length <= name.length()) {
                    about.addAll(prefixed.getOrDefault(name.substring(0, length), List.of()));
                }
            }
            return about;
        }
    }

    private static final OfType NONE = new OfType();

    private final Map<ResourceType, OfType> types = new EnumMap<>(ResourceType.class);
    private final Set<String> superUsers;
    private final boolean allowWithoutAcl;

    /**
     * The rules that {@code acls} make.
     *
     * @param superUsers may do everything, as {@code User:name}
     * @param allowWithoutAcl whether what no ACL is about is open to everyone
     */
    public AclRules(Collection<AclBinding> acls, Set<String> superUsers, boolean allowWithoutAcl) {
        this.superUsers = Set.copyOf(superUsers);
        this.allowWithoutAcl = allowWithoutAcl;
        acls.forEach(it -> types.computeIfAbsent(it.pattern().resourceType(), type -> new OfType())
                .add(it));
    }

    /** Whether {@code who}, coming from the address {@code host}, may do {@code operation} to the resource {@code name}. */
    public boolean allows(Who who, AclOperation operation, ResourceType type, String name) {
        if (superUsers.contains(who.principal())) {
            return true;
        }
        List<AccessControlEntry> about = types.getOrDefault(type, NONE).about(name);
        boolean allowed = about.isEmpty() && allowWithoutAcl;
        for (AccessControlEntry entry : about) {
            if (isAbout(entry, who)) {
                if (entry.permissionType() == AclPermissionType.DENY && isNamed(entry, operation)) {
                    return false;
                }
                allowed |= entry.permissionType() == AclPermissionType.ALLOW && isGranted(entry, operation);
            }
        }
        return allowed;
    }

    /** Whether there is any resource of this type, of whatever name, to which {@code who} may do {@code operation}. */
    public boolean allowsSome(Who who, AclOperation operation, ResourceType type) {
        if (allows(who, operation, type, ANY_NAME)) {
            return true;
        }
        OfType all = types.getOrDefault(type, NONE);
        Set<String> names = matching(all.literal, who, operation, AclPermissionType.ALLOW);
        Set<String> prefixes = matching(all.prefixed, who, operation, AclPermissionType.ALLOW);
        Set<String> refused = matching(all.literal, who, operation, AclPermissionType.DENY);
        Set<String> refusedPrefixes = matching(all.prefixed, who, operation, AclPermissionType.DENY);
        if (refused.contains(ANY)) {
            return false;
        }
        Predicate<String> free = name -> refusedPrefixes.stream().noneMatch(name::startsWith);
        return names.contains(ANY)
                || names.stream().anyMatch(free.and(it -> !refused.contains(it)))
                || prefixes.stream().anyMatch(free);
    }

    private static Set<String> matching(
            Map<String, List<AccessControlEntry>> entries,
            Who who,
            AclOperation operation,
            AclPermissionType permission) {
        Set<String> names = new HashSet<>();
        entries.forEach((name, all) -> {
            if (all.stream()
                    .anyMatch(it -> it.permissionType() == permission && isAbout(it, who) && isNamed(it, operation))) {
                names.add(name);
            }
        });
        return names;
    }

    private static boolean isAbout(AccessControlEntry entry, Who who) {
        return (entry.principal().equals(ANYBODY) || entry.principal().equals(who.principal()))
                && (entry.host().equals(ANY) || entry.host().equals(who.host()));
    }

    private static boolean isNamed(AccessControlEntry entry, AclOperation operation) {
        return entry.operation() == AclOperation.ALL || entry.operation() == operation;
    }

    private static boolean isGranted(AccessControlEntry entry, AclOperation operation) {
        return isNamed(entry, operation)
                || IMPLIED_BY.getOrDefault(operation, Set.of()).contains(entry.operation());
    }
}
