package io.leat.log.history;

import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Transactions over several partitions: most are committed, some aborted, some left open by a producer that is gone, some open too long. */
final class TransactionalWriter {
    private static final int TIMEOUT_MS = 3_000;

    private final Workers workers;
    private final Clients clients;
    private final History history;
    private final String id;
    private final Random random;
    private final List<TopicPartition> targets;

    TransactionalWriter(
            Workers workers, Clients clients, History history, String id, long seed, List<TopicPartition> targets) {
        this.workers = workers;
        this.clients = clients;
        this.history = history;
        this.id = id;
        this.random = new Random(seed);
        this.targets = targets;
    }

    void run() {
        while (workers.writing()) {
            try (Transactor transactor = Transactor.open(history, clients, id, TIMEOUT_MS)) {
                while (workers.writing() && one(transactor)) {
                    Workers.pace(random, 30);
                }
            } catch (KafkaException e) {
                Workers.pace(random, 50); // Its successor goes on.
            }
        }
        leaveNothingOpen();
    }

    private void leaveNothingOpen() {
        for (boolean ended = false; !ended; ) {
            try (Transactor successor = Transactor.open(history, clients, id, TIMEOUT_MS)) {
                ended = successor != null;
            } catch (KafkaException e) {
                Workers.pace(random, 50);
            }
        }
    }

    /** One transaction; false if the producer is to go without a word. */
    private boolean one(Transactor transactor) {
        int fate = random.nextInt(100);
        transactor.begin();
        for (int i = random.nextInt(10); i >= 0; i--) {
            transactor.send("", targets.get(random.nextInt(targets.size())));
            if (random.nextInt(10) == 0) {
                Workers.pace(random, 20);
            }
        }
        if (fate < 1) {
            LockSupport.parkNanos((TIMEOUT_MS + random.nextInt(2_000)) * 1_000_000L);
        }
        if (fate < 4) {
            return false;
        }
        if (fate < 20) {
            transactor.abort();
        } else {
            transactor.commit();
        }
        return true;
    }
}
