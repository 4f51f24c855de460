package io.leat.log.broker;

import io.leat.log.acl.AclRules;
import io.leat.log.settings.SecuritySettings;
import io.leat.log.topic.CatalogueRecord.AclsChanged;
import io.leat.log.topic.CatalogueRecord.ScramUsersChanged;
import io.leat.log.topic.ScramKey;
import io.leat.log.topic.ScramUser;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;

/**
 * Who may come, and who may do what: the ACLs and SCRAM users of the catalogue. A change is on disk before it holds, and holds before the
 * call returns; looking costs no lock.
 */
public final class Access {
    private final SecuritySettings settings;
    private final CatalogueTopics catalogue;
    private volatile Set<AclBinding> acls;
    private volatile Map<ScramUser, ScramKey> scram;
    private volatile Optional<AclRules> rules;

    Access(SecuritySettings settings, CatalogueTopics catalogue) {
        this.settings = settings;
        this.catalogue = catalogue;
        this.acls = catalogue.catalogue().acls();
        this.scram = catalogue.catalogue().scram();
        this.rules = rules(acls);
    }

    /** What requests are authorized by; empty if they are not. */
    public Optional<AclRules> rules() {
        return rules;
    }

    /** All ACLs, in the order in which they were made. Not to be changed. */
    public Set<AclBinding> acls() {
        return acls;
    }

    /** Adds those that are not there yet, all or none. Waits for the disk. */
    public synchronized void addAcls(Collection<AclBinding> added) {
        Set<AclBinding> fresh = new LinkedHashSet<>(added);
        fresh.removeAll(acls);
        if (!fresh.isEmpty()) {
            change(new AclsChanged(List.copyOf(fresh), List.of()));
        }
    }

    /**
     * Removes all that one of {@code filters} is about. Waits for the disk.
     *
     * @return for each filter, in their order, what it removed
     */
    public synchronized List<List<AclBinding>> removeAcls(List<AclBindingFilter> filters) {
        List<List<AclBinding>> removed = new ArrayList<>();
        Set<AclBinding> all = new LinkedHashSet<>();
        for (AclBindingFilter filter : filters) {
            List<AclBinding> matching = acls.stream().filter(filter::matches).toList();
            removed.add(matching);
            all.addAll(matching);
        }
        if (!all.isEmpty()) {
            change(new AclsChanged(List.of(), List.copyOf(all)));
        }
        return removed;
    }

    /** The keys of all SCRAM users. */
    public Map<ScramUser, ScramKey> scram() {
        return scram;
    }

    /** Sets and removes keys of SCRAM users, all or none. Waits for the disk. */
    public synchronized void changeScram(Map<ScramUser, ScramKey> set, List<ScramUser> removed) {
        if (!set.isEmpty() || !removed.isEmpty()) {
            catalogue.commit(new ScramUsersChanged(set, removed));
            scram = catalogue.catalogue().scram();
        }
    }

    private void change(AclsChanged change) {
        catalogue.commit(change);
        acls = catalogue.catalogue().acls();
        rules = rules(acls);
    }

    private Optional<AclRules> rules(Set<AclBinding> from) {
        return settings.authorizes()
                ? Optional.of(new AclRules(from, settings.superUsers(), settings.allowWithoutAcl()))
                : Optional.empty();
    }
}
