package io.leat.connect.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CommitBehindTest {
    private final Recording log = new Recording();
    private final CommitBehind delivery = new CommitBehind(log, getClass().getClassLoader());

    @Test
    void whatComesDuringACommitIsOneTransactionInItsOrder() throws Exception {
        delivery.deliver(poll(0, 10));
        log.begun.acquire();
        delivery.deliver(poll(1, 10));
        delivery.deliver(poll(2, 10));
        log.go.release(2);
        delivery.settle();

        assertThat(log.transactions).containsExactly(List.of(0), List.of(1, 2));
        assertThat(log.offsets).containsExactly(Map.of("next", 0), Map.of("next", 2));
    }

    @Test
    void aPollIsHeldUpWhileTooMuchWaits() throws Exception {
        delivery.deliver(poll(0, 10));
        log.begun.acquire();
        delivery.deliver(poll(1, 6 << 20));
        CountDownLatch delivered = new CountDownLatch(1);
        Thread task = new Thread(() -> {
            try {
                delivery.deliver(poll(2, 6 << 20));
                delivered.countDown();
            } catch (StopRequested | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        task.start();
        while (task.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }

        log.go.release(3);
        assertThat(delivered.await(10, TimeUnit.SECONDS)).isTrue();
        delivery.settle();
        assertThat(log.transactions).containsExactly(List.of(0), List.of(1), List.of(2));
    }

    @Test
    void aMillionEmptyRecordsAreManyTransactions() throws Exception {
        log.go.release(1_000);
        for (int n = 0; n < 100; n++) {
            SourceBatch batch = new SourceBatch(10_000);
            for (int i = 0; i < 10_000; i++) {
                batch.add(
                        new SourceRecord(Map.of("p", 1), Map.of("next", n), "t", null, null),
                        new ProducerRecord<>("t", 0, null, null));
            }
            delivery.deliver(batch);
        }
        delivery.settle();

        assertThat(log.transactions).allMatch(transaction -> transaction.size() <= 83_886);
        assertThat(log.transactions.stream().mapToInt(List::size).sum()).isEqualTo(1_000_000);
    }

    @Test
    void aFailureIsThrownAtTheNextDeliveryAndNothingIsCommittedBehindIt() throws Exception {
        log.failure = new IllegalStateException("no");
        log.go.release(9);
        delivery.deliver(poll(0, 10));

        assertThatThrownBy(delivery::settle).hasMessage("no");
        assertThatThrownBy(() -> delivery.deliver(poll(1, 10))).hasMessage("no");
        assertThatThrownBy(delivery::idle).hasMessage("no");
        delivery.end();
        assertThat(log.transactions).isEmpty();
    }

    @Test
    void aLoopThatIsLeftBehindCommitsNothingMore() throws Exception {
        delivery.deliver(poll(0, 10));
        log.begun.acquire();
        delivery.deliver(poll(1, 10));

        delivery.leave();

        assertThatThrownBy(() -> delivery.deliver(poll(2, 10))).isInstanceOf(StopRequested.class);
        delivery.end();
        assertThat(log.transactions).isEmpty();
        assertThat(log.left).isTrue();
    }

    private static SourceBatch poll(int number, int bytes) {
        SourceBatch batch = new SourceBatch(1);
        batch.add(
                new SourceRecord(Map.of("p", 1), Map.of("next", number), "t", null, null),
                new ProducerRecord<>("t", number, null, new byte[bytes]));
        return batch;
    }

    /** Takes a transaction when it may. */
    private static final class Recording implements Delivery {
        private final List<List<Integer>> transactions = new ArrayList<>();
        private final List<@Nullable Map<String, ?>> offsets = new ArrayList<>();
        private final Semaphore begun = new Semaphore(0);
        private final Semaphore go = new Semaphore(0);
        private volatile @Nullable RuntimeException failure;
        private volatile boolean left;

        @Override
        public void open() {}

        @Override
        public void deliver(SourceBatch batch) throws InterruptedException {
            begun.release();
            go.acquire();
            RuntimeException error = failure;
            if (error != null) {
                throw error;
            }
            List<Integer> numbers = new ArrayList<>();
            for (int i = 0; i < batch.size(); i++) {
                ProducerRecord<byte[], byte[]> record = batch.converted(i);
                numbers.add(record == null ? -1 : record.partition());
            }
            transactions.add(numbers);
            offsets.addAll(batch.offsets().values());
        }

        @Override
        public void idle() {}

        @Override
        public void settle() {}

        @Override
        public void end() {}

        @Override
        public void leave() {
            left = true;
        }
    }
}
