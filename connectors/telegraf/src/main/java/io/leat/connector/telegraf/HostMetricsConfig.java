package io.leat.connector.telegraf;

import io.leat.connector.telegraf.metric.ValueFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.CaseInsensitiveValidString;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.ValidList;

/** The settings of {@link HostMetricsSourceConnector}: name, type, default and meaning, declared once. */
final class HostMetricsConfig extends AbstractConfig {
    static final String TOPIC = "topic";
    static final String INTERVAL_MS = "interval.ms";
    static final String INPUTS = "inputs";
    static final String HOST = "host";
    static final String KEY_TAG = "key.tag";
    static final String VALUE_FORMAT = "value.format";

    static final String DEFAULT_TOPIC = "my-computer-metric";

    static final ConfigDef DEFINITION = new ConfigDef()
            .define(
                    TOPIC,
                    ConfigDef.Type.STRING,
                    DEFAULT_TOPIC,
                    new NonEmptyString(),
                    Importance.HIGH,
                    "The topic the metrics go to.")
            .define(
                    INTERVAL_MS,
                    ConfigDef.Type.LONG,
                    1000L,
                    Range.between(100, 86_400_000L),
                    Importance.MEDIUM,
                    "Milliseconds from one reading to the next.")
            .define(
                    INPUTS,
                    ConfigDef.Type.LIST,
                    List.of("cpu", "mem", "disk", "net", "system"),
                    ValidList.in("cpu", "mem", "disk", "net", "system"),
                    Importance.MEDIUM,
                    "What is read, by the names of Telegraf's inputs.")
            .define(
                    HOST,
                    ConfigDef.Type.STRING,
                    "",
                    Importance.LOW,
                    "The value of the tag host. Empty: the name of this machine.")
            .define(KEY_TAG, ConfigDef.Type.STRING, "host", Importance.LOW, "The tag whose value is the record's key.")
            .define(
                    VALUE_FORMAT,
                    ConfigDef.Type.STRING,
                    ValueFormat.STRUCT.setting(),
                    CaseInsensitiveValidString.in(ValueFormat.settings()),
                    Importance.MEDIUM,
                    "struct: values with a schema. map: values without one, as Telegraf's JSON has them.");

    HostMetricsConfig(Map<String, String> settings) {
        super(DEFINITION, settings, false);
    }

    ValueFormat valueFormat() {
        return ValueFormat.of(getString(VALUE_FORMAT));
    }
}
