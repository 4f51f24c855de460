package io.leat.connector.telegraf;

import io.leat.connector.telegraf.listen.Limits;
import io.leat.connector.telegraf.metric.ValueFormat;
import io.leat.lineprotocol.Precision;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.CaseInsensitiveValidString;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** The settings of {@link TelegrafSourceConnector}: name, type, default and meaning, declared once. */
final class TelegrafSourceConfig extends AbstractConfig {
    static final String TOPIC = "topic";
    static final String HTTP_LISTEN = "http.listen";
    static final String TCP_LISTEN = "tcp.listen";
    static final String UDP_LISTEN = "udp.listen";
    static final String FILE = "file";
    static final String PRECISION = "precision";
    static final String KEY_TAG = "key.tag";
    static final String VALUE_FORMAT = "value.format";
    static final String BATCH_MAX_RECORDS = "batch.max.records";
    static final String QUEUE_MAX_RECORDS = "queue.max.records";
    static final String LINE_MAX_BYTES = "line.max.bytes";
    static final String HTTP_BODY_MAX_BYTES = "http.body.max.bytes";
    static final String HTTP_REQUEST_TIMEOUT_MS = "http.request.timeout.ms";
    static final String HTTP_WRITE_TIMEOUT_MS = "http.write.timeout.ms";
    static final String CONNECTIONS_MAX = "connections.max";

    private static final ConfigDef.Validator ADDRESS = ConfigDef.LambdaValidator.with(
            TelegrafSourceConfig::checkAddress, () -> "HOST:PORT, as 127.0.0.1:8186, or empty");

    static final ConfigDef DEFINITION = doors(new ConfigDef())
            .define(
                    PRECISION,
                    ConfigDef.Type.STRING,
                    "ns",
                    ValidString.in("ns", "us", "ms", "s", "m", "h"),
                    Importance.MEDIUM,
                    "What one step of a timestamp means, where an HTTP request does not say it.")
            .define(KEY_TAG, ConfigDef.Type.STRING, "host", Importance.LOW, "The tag whose value is the record's key.")
            .define(
                    VALUE_FORMAT,
                    ConfigDef.Type.STRING,
                    ValueFormat.STRUCT.setting(),
                    CaseInsensitiveValidString.in(ValueFormat.settings()),
                    Importance.MEDIUM,
                    "struct: values with a schema. map: values without one, as Telegraf's JSON has them.")
            .define(
                    BATCH_MAX_RECORDS,
                    ConfigDef.Type.INT,
                    5000,
                    Range.between(1, 1_000_000),
                    Importance.LOW,
                    "The most records of a file that go to the worker at once; from listeners, what came together stays together.")
            .define(
                    QUEUE_MAX_RECORDS,
                    ConfigDef.Type.INT,
                    100_000,
                    Range.between(1, 10_000_000),
                    Importance.LOW,
                    "So many records may wait for the worker. Then HTTP is told 429, TCP waits, and datagrams are dropped and counted.")
            .define(
                    LINE_MAX_BYTES,
                    ConfigDef.Type.INT,
                    65_536,
                    Range.between(256, 16 << 20),
                    Importance.LOW,
                    "The longest line; a longer one is a bad line.")
            .define(
                    HTTP_BODY_MAX_BYTES,
                    ConfigDef.Type.INT,
                    32 << 20,
                    Range.atLeast(1024),
                    Importance.LOW,
                    "The longest HTTP body after decompression; a longer one is told 413.")
            .define(
                    HTTP_REQUEST_TIMEOUT_MS,
                    ConfigDef.Type.LONG,
                    30_000L,
                    Range.atLeast(100),
                    Importance.LOW,
                    "How long an HTTP request's head, and then its body, may take to arrive; then its"
                            + " connection is closed.")
            .define(
                    HTTP_WRITE_TIMEOUT_MS,
                    ConfigDef.Type.LONG,
                    10_000L,
                    Range.atLeast(1),
                    Importance.LOW,
                    "How long an HTTP request waits until its records are in the log; then it is told 503.")
            .define(
                    CONNECTIONS_MAX,
                    ConfigDef.Type.INT,
                    64,
                    Range.between(1, 10_000),
                    Importance.LOW,
                    "The most TCP connections, and the most HTTP requests, at a time.");

    private static ConfigDef doors(ConfigDef definition) {
        return definition
                .define(
                        TOPIC,
                        ConfigDef.Type.STRING,
                        HostMetricsConfig.DEFAULT_TOPIC,
                        new NonEmptyString(),
                        Importance.HIGH,
                        "The topic the metrics go to.")
                .define(
                        HTTP_LISTEN,
                        ConfigDef.Type.STRING,
                        "",
                        ADDRESS,
                        Importance.HIGH,
                        "Where to listen for HTTP, as 127.0.0.1:8186. Empty: not at all. There is no password: an address that"
                                + " others can reach lets everyone write.")
                .define(
                        TCP_LISTEN,
                        ConfigDef.Type.STRING,
                        "",
                        ADDRESS,
                        Importance.HIGH,
                        "Where to listen for lines over TCP, as 127.0.0.1:8094. Empty: not at all.")
                .define(
                        UDP_LISTEN,
                        ConfigDef.Type.STRING,
                        "",
                        ADDRESS,
                        Importance.HIGH,
                        "Where to listen for datagrams of lines, as 127.0.0.1:8094. Empty: not at all.")
                .define(
                        FILE,
                        ConfigDef.Type.STRING,
                        "",
                        Importance.HIGH,
                        "A file to read from its beginning and to follow as it grows. Empty: none.");
    }

    /** What is wrong with settings that {@link #namesNoSource name no source}. */
    static final String NO_SOURCE = "nothing to read from: set " + HTTP_LISTEN + " (as 127.0.0.1:8186), " + TCP_LISTEN
            + ", " + UDP_LISTEN + " or " + FILE;

    TelegrafSourceConfig(Map<String, String> settings) {
        super(DEFINITION, settings, false);
        if (namesNoSource(settings)) {
            throw new ConfigException(NO_SOURCE);
        }
    }

    static boolean namesNoSource(Map<String, String> settings) {
        return Stream.of(HTTP_LISTEN, TCP_LISTEN, UDP_LISTEN, FILE)
                .allMatch(name -> settings.getOrDefault(name, "").isBlank());
    }

    private static void checkAddress(String name, Object value) {
        String text = (String) value;
        int colon = text.lastIndexOf(':');
        boolean valid = colon > 0
                && text.substring(colon + 1).matches("\\d{1,5}")
                && Integer.parseInt(text.substring(colon + 1)) <= 65_535;
        if (!text.isEmpty() && !valid) {
            throw new ConfigException(name, value, "write HOST:PORT, as 127.0.0.1:8186, or leave it empty");
        }
    }

    /** The address a setting names, or null if it is empty; {@code [::1]:8186} is an address of IPv6. */
    @Nullable
    InetSocketAddress address(String name) {
        String text = getString(name);
        if (text.isEmpty()) {
            return null;
        }
        int colon = text.lastIndexOf(':');
        String host = text.substring(0, colon).replaceAll("^\\[|\\]$", "");
        return new InetSocketAddress(host, Integer.parseInt(text.substring(colon + 1)));
    }

    Precision precision() {
        return Precision.of(getString(PRECISION));
    }

    ValueFormat valueFormat() {
        return ValueFormat.of(getString(VALUE_FORMAT));
    }

    Limits limits() {
        return new Limits(
                getInt(LINE_MAX_BYTES),
                getInt(HTTP_BODY_MAX_BYTES),
                getInt(CONNECTIONS_MAX),
                getLong(HTTP_REQUEST_TIMEOUT_MS),
                getLong(HTTP_WRITE_TIMEOUT_MS));
    }
}
