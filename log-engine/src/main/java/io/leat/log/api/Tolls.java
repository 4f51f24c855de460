package io.leat.log.api;

import io.leat.log.broker.ClientQuotas;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.protocol.ApiKeys;

/** What a request costs its client of its quotas. */
public final class Tolls {
    private static final double PERCENT_PER_NANO = 100.0 / TimeUnit.SECONDS.toNanos(1);

    private final ClientQuotas quotas;

    Tolls(ClientQuotas quotas) {
        this.quotas = quotas;
    }

    /** Whether nobody has a quota: then nothing needs to be measured. */
    public boolean none() {
        return quotas.isEmpty();
    }

    /**
     * Notes what an answered request cost.
     *
     * @param received bytes of the request
     * @param sent bytes of the answer
     * @param nanos of a network thread
     * @return for how many milliseconds its client is to wait
     */
    public long charge(Call who, long received, long sent, long nanos) {
        ApiKeys api = who.header.apiKey();
        String user = who.principal.getName();
        String client = who.header.clientId() == null ? "" : who.header.clientId();
        long wait = quotas.use(ClientQuotas.TIME, user, client, nanos * PERCENT_PER_NANO);
        if (api == ApiKeys.PRODUCE) {
            wait = Math.max(wait, quotas.use(ClientQuotas.PRODUCED, user, client, (double) received));
        } else if (api == ApiKeys.FETCH) {
            wait = Math.max(wait, quotas.use(ClientQuotas.FETCHED, user, client, (double) sent));
        }
        return wait;
    }
}
