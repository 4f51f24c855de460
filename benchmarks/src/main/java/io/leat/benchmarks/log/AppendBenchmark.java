package io.leat.benchmarks.log;

import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Records appended in a second by one thread. Each iteration writes to a new topic and deletes it, so that the figure is the log's
 * and not the disk's that would otherwise be writing gigabytes behind it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 8, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms512m", "-Xmx512m", "-XX:+UseSerialGC"})
public class AppendBenchmark {
    private static final int RECORDS = 100_000;
    private static final String TOPIC = "appended";

    /** 1: written, survives the process; all: flushed, survives a power cut (D4). */
    @Param({"1", "all"})
    public String acks = "1";

    private final byte[] value = new byte[100];
    private TemporaryLog log = new TemporaryLog();
    private Producer<byte[], byte[]> producer = log.engine().producer(Map.of());

    @Setup(Level.Iteration)
    public void open() {
        log.createTopic(TOPIC);
        producer = log.engine().producer(Map.of("acks", acks, "metric.reporters", ""));
    }

    @TearDown(Level.Iteration)
    public void close() {
        producer.close();
        log.deleteTopic(TOPIC);
    }

    @TearDown(Level.Trial)
    public void remove() {
        log.close();
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public void append() {
        for (int i = 0; i < RECORDS; i++) {
            Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(TOPIC, value));
        }
    }
}
