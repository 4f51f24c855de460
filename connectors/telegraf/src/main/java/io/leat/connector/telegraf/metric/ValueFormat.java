package io.leat.connector.telegraf.metric;

import java.util.Arrays;
import java.util.Locale;

/** What the value of a record is. */
public enum ValueFormat {
    /** A {@code Struct} with its schema. */
    STRUCT,
    /** A {@code Map} without a schema. */
    MAP;

    /** As it is written in a setting. */
    public String setting() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The format that a valid setting means, in either case. */
    public static ValueFormat of(String setting) {
        return valueOf(setting.toUpperCase(Locale.ROOT));
    }

    /** The settings there are. */
    public static String[] settings() {
        return Arrays.stream(values()).map(ValueFormat::setting).toArray(String[]::new);
    }
}
