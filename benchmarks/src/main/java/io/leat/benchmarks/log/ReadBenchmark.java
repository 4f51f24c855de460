package io.leat.benchmarks.log;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Records read in a second by one thread, with all settings as they are by default, from files in the page cache. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 8, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms512m", "-Xmx512m", "-XX:+UseSerialGC"})
public class ReadBenchmark {
    private static final int RECORDS = 1_000_000;
    private static final TopicPartition TOPIC = new TopicPartition("read", 0);

    private final TemporaryLog log = new TemporaryLog();
    private final Consumer<byte[], byte[]> consumer = log.engine().consumer(Map.of("metric.reporters", ""));

    @Setup(Level.Trial)
    public void write() {
        log.createTopic(TOPIC.topic());
        byte[] value = new byte[100];
        try (Producer<byte[], byte[]> producer = log.engine().producer(Map.of("acks", "1", "metric.reporters", ""))) {
            for (int i = 0; i < RECORDS; i++) {
                Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(TOPIC.topic(), value));
            }
        }
        consumer.assign(List.of(TOPIC));
    }

    @TearDown(Level.Trial)
    public void remove() {
        consumer.close();
        log.close();
    }

    /** Reads everything, and looks at each value, so that none can be skipped. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long read() {
        consumer.seekToBeginning(List.of(TOPIC));
        long bytes = 0;
        for (int count = 0; count < RECORDS; ) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(10))) {
                bytes += record.value().length;
                count++;
            }
        }
        return bytes;
    }
}
