package io.leat.log.broker;

import io.leat.log.topic.CatalogueRecord.QuotasReplaced;
import io.leat.log.topic.QuotaEntity;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.jspecify.annotations.Nullable;

/**
 * How much clients may do a second, and for how long one that did more is to be left waiting. Quotas are in the catalogue; what was
 * used is in memory alone.
 *
 * <p>Of the quotas that fit a client the most exact holds, as in Kafka: those of its user and client id before those of its user before
 * those of its client id, and each by name before the default. All who share one use it up together.
 */
public final class ClientQuotas {
    /** Bytes a second that may be produced. */
    public static final String PRODUCED = "producer_byte_rate";

    /** Bytes a second that may be fetched. */
    public static final String FETCHED = "consumer_byte_rate";

    /** Percent of a network thread's time. */
    public static final String TIME = "request_percentage";

    /** The longest wait for having used too much of a thread's time, as in Kafka. */
    private static final long LONGEST_FOR_TIME_MS = 1000;

    private static final int MANY = 10_000;

    private record Meter(
            String quota, @Nullable String user, @Nullable String clientId) {}

    private record Limit(double perSecond, Meter meter) {}

    private final CatalogueTopics catalogue;
    private final InstantSource clock;
    private final Map<Meter, QuotaWindow> windows = new ConcurrentHashMap<>();
    private volatile Map<QuotaEntity, Map<String, Double>> quotas;

    ClientQuotas(CatalogueTopics catalogue, InstantSource clock) {
        this.catalogue = catalogue;
        this.clock = clock;
        this.quotas = catalogue.catalogue().quotas();
    }

    /** All quotas there are. */
    public Map<QuotaEntity, Map<String, Double>> all() {
        return quotas;
    }

    /** Whether nobody has a quota: then there is nothing to measure. */
    public boolean isEmpty() {
        return quotas.isEmpty();
    }

    /**
     * Changes single quotas; what is not named stays.
     *
     * @param changes by name; without a value the quota goes
     * @throws InvalidRequestException as Kafka has it, if a quota or its value is not right
     */
    public synchronized void alter(QuotaEntity entity, Map<String, @Nullable Double> changes, boolean judgeOnly) {
        Map<String, Double> before = quotas.getOrDefault(entity, Map.of());
        Map<String, Double> after = new HashMap<>(before);
        changes.forEach((name, value) -> {
            if (value == null) {
                after.remove(name);
            } else {
                check(name, value);
                after.put(name, value);
            }
        });
        if (!judgeOnly && !after.equals(before)) {
            catalogue.commit(new QuotasReplaced(entity, after));
            Map<QuotaEntity, Map<String, Double>> all = new HashMap<>(quotas);
            if (after.isEmpty()) {
                all.remove(entity);
            } else {
                all.put(entity, Map.copyOf(after));
            }
            quotas = Map.copyOf(all);
        }
    }

    /**
     * Notes that a client used {@code amount}.
     *
     * @return for how many milliseconds it is to wait; 0 if it is within its quota
     */
    public long use(String quota, String user, String clientId, double amount) {
        Limit limit = limit(quota, user, clientId);
        if (limit == null) {
            return 0;
        }
        if (windows.size() > MANY) { // Names come from outside: memory stays bounded, and a meter begins anew.
            windows.clear();
        }
        long wait = windows.computeIfAbsent(limit.meter, it -> new QuotaWindow())
                .use(amount, limit.perSecond, clock.millis());
        return quota.equals(TIME) ? Math.min(wait, LONGEST_FOR_TIME_MS) : wait;
    }

    private @Nullable Limit limit(String quota, String user, String clientId) {
        for (QuotaEntity entity : List.of(
                new QuotaEntity(user, clientId),
                new QuotaEntity(user, QuotaEntity.DEFAULT),
                new QuotaEntity(user, null),
                new QuotaEntity(QuotaEntity.DEFAULT, clientId),
                new QuotaEntity(QuotaEntity.DEFAULT, QuotaEntity.DEFAULT),
                new QuotaEntity(QuotaEntity.DEFAULT, null),
                new QuotaEntity(null, clientId),
                new QuotaEntity(null, QuotaEntity.DEFAULT))) {
            Double value = quotas.getOrDefault(entity, Map.of()).get(quota);
            if (value != null) {
                return new Limit(
                        value,
                        new Meter(
                                quota,
                                entity.user() == null ? null : user,
                                entity.clientId() == null ? null : clientId));
            }
        }
        return null;
    }

    private static void check(String name, double value) {
        boolean whole = name.equals(PRODUCED) || name.equals(FETCHED);
        if (name.equals("controller_mutation_rate")) {
            throw new InvalidRequestException("The quota controller_mutation_rate is not served; limit %s, %s or %s"
                    .formatted(PRODUCED, FETCHED, TIME));
        }
        if (!whole && !name.equals(TIME)) {
            throw new InvalidRequestException("Invalid configuration key " + name);
        }
        if (!(value > 0)) {
            throw new InvalidRequestException("Quota " + name + " must be greater than 0");
        }
        if (whole && value >= Long.MAX_VALUE) {
            throw new InvalidRequestException("Proposed value for " + name + " is too large for a LONG.");
        }
        if (whole && value != Math.rint(value)) {
            throw new InvalidRequestException(name + " cannot be a fractional value.");
        }
    }
}
