package io.leat.log.broker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens partitions, several at a time in each folder, and says how far it is if that takes longer than a second. */
final class Recovery {
    /** Fewer are opened sooner than threads are started. */
    private static final int WORTH_THREADS = 16;

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    /** Something to do in a folder; it deals with its own errors. */
    record Job(LogDir dir, Runnable work) {}

    private Recovery() {}

    /** Runs all jobs; at most {@code threadsPerDir} at a time in one folder. */
    static void run(List<Job> jobs, int threadsPerDir) {
        if (jobs.size() < WORTH_THREADS) {
            jobs.forEach(it -> it.work.run());
            return;
        }
        Map<LogDir, ExecutorService> pools = new LinkedHashMap<>();
        try {
            List<Future<?>> running = new ArrayList<>();
            for (Job job : jobs) {
                ExecutorService pool = pools.computeIfAbsent(job.dir, dir -> pool(threadsPerDir));
                running.add(pool.submit(job.work));
            }
            await(running);
        } finally {
            pools.values().forEach(ExecutorService::shutdownNow);
        }
    }

    private static void await(List<Future<?>> running) {
        for (int done = 0; done < running.size(); ) {
            try {
                running.get(done).get(1, TimeUnit.SECONDS);
                done++;
            } catch (TimeoutException e) {
                LOG.info("Opening partitions: {} of {}", done, running.size());
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new org.apache.kafka.common.errors.InterruptException(e);
            }
        }
    }

    private static ExecutorService pool(int threads) {
        return Executors.newFixedThreadPool(threads, work -> {
            Thread thread = new Thread(work, "log-recovery");
            thread.setDaemon(true);
            return thread;
        });
    }
}
