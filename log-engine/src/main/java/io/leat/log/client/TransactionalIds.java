package io.leat.log.client;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.ProducerFencedException;

/**
 * Who holds which {@code transactional.id} on one log. The last producer to claim an id holds it; what an earlier one still does is
 * refused. Nothing of this has to survive the process: no producer of an earlier process can append any more.
 */
public final class TransactionalIds {
    private final ConcurrentHashMap<String, Claim> holders = new ConcurrentHashMap<>();

    /** Takes {@code id} from whoever has it. An append that the former holder has begun is over when this returns. */
    Claim claim(String id) {
        Claim claim = new Claim(id);
        Claim former = holders.put(id, claim);
        if (former != null) {
            former.end();
        }
        return claim;
    }

    /** One producer's hold on an id. */
    final class Claim {
        private final String id;
        private boolean ended;

        private Claim(String id) {
            this.id = id;
        }

        /**
         * Runs {@code action} while nobody can take the id.
         *
         * @throws ProducerFencedException if somebody has taken it
         */
        synchronized <T> T whileHeld(Supplier<T> action) {
            if (ended) {
                throw new ProducerFencedException(
                        "transactional.id '%s' was taken over by a newer producer; close this one".formatted(id));
            }
            return action.get();
        }

        synchronized void end() {
            ended = true;
        }

        void release() {
            holders.remove(id, this);
        }
    }
}
