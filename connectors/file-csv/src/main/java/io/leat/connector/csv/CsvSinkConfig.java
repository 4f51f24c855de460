package io.leat.connector.csv;

import io.leat.connector.csv.file.RollRules;
import io.leat.connector.csv.format.ValueFormat;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.CaseInsensitiveValidString;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;
import org.apache.kafka.common.config.ConfigDef.Range;

/** The settings of {@link CsvSinkConnector}: name, type, default and meaning, declared once. */
final class CsvSinkConfig extends AbstractConfig {
    static final String DIRECTORY = "directory";
    static final String VALUE_FORMAT = "value.format";
    static final String FILE_VISIBILITY = "file.visibility";
    static final String FILE_MAX_BYTES = "file.max.bytes";
    static final String FILE_MAX_AGE_MS = "file.max.age.ms";
    static final String COLUMNS_MAX = "columns.max";

    private static final String LIVE = "live";
    private static final String COMPLETE = "complete";

    static final ConfigDef DEFINITION = new ConfigDef()
            .define(
                    DIRECTORY,
                    ConfigDef.Type.STRING,
                    ConfigDef.NO_DEFAULT_VALUE,
                    new NonEmptyString(),
                    Importance.HIGH,
                    "The folder for the CSV files; it is created if it is not there. A relative path starts where the"
                            + " worker was started.")
            .define(
                    VALUE_FORMAT,
                    ConfigDef.Type.STRING,
                    ValueFormat.AUTO.setting(),
                    oneOf(Arrays.stream(ValueFormat.values())
                            .map(ValueFormat::setting)
                            .toArray(String[]::new)),
                    Importance.MEDIUM,
                    ValueFormat.describe())
            .define(
                    FILE_VISIBILITY,
                    ConfigDef.Type.STRING,
                    LIVE,
                    oneOf(LIVE, COMPLETE),
                    Importance.MEDIUM,
                    "live: rows are seen as they are written, and tail -f follows. complete: a file is called .part until it"
                            + " is complete, so that whoever collects *.csv gets whole files.")
            .define(
                    FILE_MAX_BYTES,
                    ConfigDef.Type.LONG,
                    128L << 20,
                    Range.atLeast(1),
                    Importance.MEDIUM,
                    "A file is complete, and the next one begun, once it has this many bytes. The record that reaches the"
                            + " limit is still in it.")
            .define(
                    FILE_MAX_AGE_MS,
                    ConfigDef.Type.LONG,
                    86_400_000L,
                    Range.atLeast(1),
                    Importance.MEDIUM,
                    "A file is complete this many milliseconds after it was begun, also if no record comes any more.")
            .define(
                    COLUMNS_MAX,
                    ConfigDef.Type.INT,
                    1000,
                    Range.between(1, 100_000),
                    Importance.LOW,
                    "The most columns that the files of a partition may have. A record whose fields would make more is a bad"
                            + " record. A limit, because each new column begins a new file.");

    CsvSinkConfig(Map<String, String> settings) {
        super(DEFINITION, settings, false);
    }

    Path directory() {
        return Path.of(getString(DIRECTORY));
    }

    ValueFormat valueFormat() {
        return ValueFormat.of(getString(VALUE_FORMAT));
    }

    int columnsMax() {
        return getInt(COLUMNS_MAX);
    }

    RollRules rollRules() {
        boolean complete = getString(FILE_VISIBILITY).toLowerCase(Locale.ROOT).equals(COMPLETE);
        return new RollRules(getLong(FILE_MAX_BYTES), getLong(FILE_MAX_AGE_MS), complete);
    }

    private static CaseInsensitiveValidString oneOf(String... values) {
        return CaseInsensitiveValidString.in(values);
    }
}
