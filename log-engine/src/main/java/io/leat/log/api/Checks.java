package io.leat.log.api;

import io.leat.log.broker.Broker;
import io.leat.log.broker.Topic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.jspecify.annotations.Nullable;

/**
 * The table of what each API asks of the ACLs, as Kafka's broker asks it. Only looked at when requests are authorized; an API without
 * an entry is then for those alone who may do everything to the cluster, so that nothing is open because it was forgotten here.
 */
final class Checks {
    private final Map<ApiKeys, Check<?>> checks = new EnumMap<>(ApiKeys.class);
    private final Broker broker;

    Checks(Broker broker) {
        this.broker = broker;
        new TopicChecks(this, broker).enter();
        new GroupChecks(this).enter();
        new TransactionChecks(this).enter();
        new ClusterChecks(this).enter();
    }

    /** Enters a check. {@code Q} is the request class of {@code key}. */
    <Q extends AbstractRequest> Checks on(ApiKeys key, Check<Q> check) {
        if (checks.put(key, check) != null) {
            throw new IllegalStateException(key + " is checked twice");
        }
        return this;
    }

    /** As {@link #on}, for an API that is about the cluster as a whole. */
    Checks onCluster(ApiKeys key, AclOperation operation) {
        return this.<AbstractRequest>on(key, (who, request) -> {
            who.requireCluster(operation);
            return Check.AS_IT_IS;
        });
    }

    /** As {@link Check#apply}, of the request's API. */
    @SuppressWarnings("unchecked") // on() ties the request class to the key.
    UnaryOperator<AbstractResponse> apply(Call who, AbstractRequest request) {
        Check<AbstractRequest> check = (Check<AbstractRequest>) checks.get(request.apiKey());
        if (check == null) {
            who.requireCluster(AclOperation.ALL);
            return Check.AS_IT_IS;
        }
        return check.apply(who, request);
    }

    /** Whether there is an entry for this API. */
    boolean knows(ApiKeys key) {
        return checks.containsKey(key);
    }

    /** The name of a topic that is named by {@code name}, or by {@code id} if it is not; null if there is no such id. */
    @Nullable
    String name(@Nullable String name, Uuid id) {
        return name == null || name.isEmpty()
                ? broker.topics().find(id).map(Topic::name).orElse(null)
                : name;
    }

    /** Whether there is a topic of this name. */
    boolean isThere(String topic) {
        return broker.topics().find(topic).isPresent();
    }

    /** Takes those out that are not {@code allowed}, and returns them. */
    static <T> List<T> takeOut(Collection<T> all, Predicate<T> allowed) {
        List<T> refused = new ArrayList<>();
        for (Iterator<T> it = all.iterator(); it.hasNext(); ) {
            T one = it.next();
            if (!allowed.test(one)) {
                it.remove();
                refused.add(one);
            }
        }
        return refused;
    }

    /** As {@link #takeOut}, of what names topics: those to which {@code who} may not do {@code operation}. Unknown ids are left in. */
    <T> List<T> refuse(
            Call who, AclOperation operation, Collection<T> topics, Function<T, String> name, Function<T, Uuid> id) {
        return takeOut(topics, it -> {
            String found = name(name.apply(it), id.apply(it));
            return found == null || who.mayTopic(operation, found);
        });
    }

    /** As {@link #refuse}, of what has names and no ids. */
    <T> List<T> refuse(Call who, AclOperation operation, Collection<T> topics, Function<T, String> name) {
        return takeOut(topics, it -> who.mayTopic(operation, name.apply(it)));
    }
}
