package io.leat.cli.kafka;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.leat.cli.ExitCode;
import io.leat.cli.Problem;
import io.leat.cli.text.Table;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.utils.SecurityUtils;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code leat acls}: what {@code kafka-acls.sh} does. */
@Command(name = "acls", description = "Lists, adds and removes ACLs: who may do what.")
public final class AclsCommand implements Callable<Integer> {

    /** One of these. */
    static final class Action {
        @Option(names = "--list", description = "The ACLs of the resources that are named, or all.")
        private boolean list;

        @Option(names = "--add", description = "Adds ACLs.")
        private boolean add;

        @Option(names = "--remove", description = "Removes ACLs; all of the resources unless it is said whose.")
        private boolean remove;
    }

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @ArgGroup(multiplicity = "1")
    private final Action action = new Action();

    @Mixin
    private final AclTerms terms = new AclTerms();

    @Option(names = "--principal", paramLabel = "TYPE:NAME", description = "With --list: only the ACLs of these.")
    private List<String> principals = List.of();

    @Option(names = "--force", description = "Removes without asking.")
    private boolean force;

    @Override
    public Integer call() {
        List<AclBinding> added = action.add ? terms.bindings() : List.of();
        principals.forEach(AclTerms::requirePrincipal);
        try (var connected = cluster.connect()) {
            if (action.add) {
                return add(connected, added);
            } else if (action.list) {
                return list(connected);
            } else if (action.remove) {
                return remove(connected);
            }
            throw new IllegalStateException("exactly one action comes through picocli");
        }
    }

    private int add(Cluster connected, List<AclBinding> acls) {
        connected.answer("add ACLs", connected.admin().createAcls(acls).all());
        return show("Added", acls);
    }

    private int list(Cluster connected) {
        List<AclBindingFilter> filters = new ArrayList<>();
        for (ResourcePatternFilter resource : resourcesOrAll()) {
            if (principals.isEmpty()) {
                filters.add(new AclBindingFilter(resource, AccessControlEntryFilter.ANY));
            }
            principals.forEach(it -> filters.add(new AclBindingFilter(
                    resource,
                    new AccessControlEntryFilter(
                            it.strip(),
                            null,
                            org.apache.kafka.common.acl.AclOperation.ANY,
                            org.apache.kafka.common.acl.AclPermissionType.ANY))));
        }
        List<AclBinding> found = new ArrayList<>();
        filters.forEach(it -> found.addAll(
                connected.answer("list ACLs", connected.admin().describeAcls(it).values())));
        return show("", found.stream().distinct().toList());
    }

    private Collection<ResourcePatternFilter> resourcesOrAll() {
        var resources = terms.resources();
        return resources.isEmpty() ? List.of(ResourcePatternFilter.ANY) : resources;
    }

    private int remove(Cluster connected) {
        List<AclBindingFilter> filters = terms.saysWho()
                ? terms.bindings().stream().map(AclBinding::toFilter).toList()
                : resourcesNamed().stream()
                        .map(it -> new AclBindingFilter(it, AccessControlEntryFilter.ANY))
                        .toList();
        if (!force && !isSure(connected, filters)) {
            throw new Problem(ExitCode.FAILED, "Nothing was removed.", "Answer y, or add --force.");
        }
        Collection<AclBinding> removed = connected.answer(
                "remove ACLs", connected.admin().deleteAcls(filters).all());
        return show("Removed", List.copyOf(removed));
    }

    private Collection<ResourcePatternFilter> resourcesNamed() {
        var resources = terms.resources();
        if (resources.isEmpty()) {
            throw Problem.wrongInput(
                    "It is not said of what.", "Add --topic NAME, --group NAME, --transactional-id ID or --cluster.");
        }
        return resources;
    }

    private boolean isSure(Cluster connected, List<AclBindingFilter> filters) {
        long count = filters.stream()
                .flatMap(it -> connected
                        .answer("list ACLs", connected.admin().describeAcls(it).values())
                        .stream())
                .distinct()
                .count();
        cluster.err().println("Remove " + count + " ACLs? (y/n)");
        cluster.err().flush();
        try {
            String answer = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
            return answer != null && answer.strip().equalsIgnoreCase("y");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int show(String done, List<AclBinding> acls) {
        List<AclBinding> sorted = new ArrayList<>(acls);
        sorted.sort(Comparator.comparing((AclBinding it) -> it.pattern().resourceType())
                .thenComparing(it -> it.pattern().name())
                .thenComparing(AclBinding::toString));
        if (cluster.json()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            sorted.forEach(it -> array.addObject()
                    .put("resourceType", it.pattern().resourceType().name())
                    .put("name", it.pattern().name())
                    .put("patternType", it.pattern().patternType().name())
                    .put("principal", it.entry().principal())
                    .put("host", it.entry().host())
                    .put("operation", it.entry().operation().name())
                    .put("permissionType", it.entry().permissionType().name()));
            return cluster.show(array);
        }
        if (!done.isEmpty()) {
            cluster.out().println(done + " " + sorted.size() + " ACLs:");
        }
        var table = new Table("RESOURCE", "NAME", "PATTERN", "PRINCIPAL", "HOST", "OPERATION", "PERMISSION");
        sorted.forEach(it -> table.row(
                SecurityUtils.resourceTypeName(it.pattern().resourceType()),
                it.pattern().name(),
                it.pattern().patternType().name().toLowerCase(java.util.Locale.ROOT),
                it.entry().principal(),
                it.entry().host(),
                SecurityUtils.operationName(it.entry().operation()),
                it.entry().permissionType().name().toLowerCase(java.util.Locale.ROOT)));
        return cluster.show(table);
    }
}
