package io.leat.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.leat.lineprotocol.LineParser;
import io.leat.lineprotocol.LineView;
import io.leat.lineprotocol.Precision;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Lines read in a second by one thread: the cpu line of Telegraf's documentation, 11 fields of which 5 have up to 17 digits. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 8, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms256m", "-Xmx256m", "-XX:+UseSerialGC"})
public class LineProtocolBenchmark {
    private static final int LINES = 1000;
    private static final String LINE = "cpu,cpu=cpu0,host=loaner usage_active=31.249999981810106,"
            + "usage_guest=2.083333333080696,usage_guest_nice=0,usage_idle=68.7500000181899,usage_iowait=0,usage_irq=0,"
            + "usage_nice=0,usage_softirq=0,usage_steal=0,usage_system=4.166666666161392,usage_user=25.000000002273737"
            + " 1568760922000000000\n";

    private final byte[] bytes = LINE.repeat(LINES).getBytes(UTF_8);
    private final LineParser parser = new LineParser(Precision.NANOSECONDS);

    /** Numbers are read, names are found but not made strings: what a caller that knows the series pays. */
    @Benchmark
    @OperationsPerInvocation(LINES)
    public double parse() {
        double sum = 0;
        parser.reset(bytes, 0, bytes.length);
        while (parser.next() == LineParser.Event.LINE) {
            LineView line = parser.view();
            sum += line.doubleValue(line.fieldCount() - 1) + line.timestampNanos();
        }
        return sum;
    }
}
