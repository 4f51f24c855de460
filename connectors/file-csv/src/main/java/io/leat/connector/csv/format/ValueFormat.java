package io.leat.connector.csv.format;

import java.util.Locale;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** The setting {@code value.format}: how the value of a record is read. */
public enum ValueFormat {
    /** Structs, maps, and text that is JSON or line protocol by its first character; metrics are known by their shape. */
    AUTO {
        @Override
        ValueReader reader() {
            return new ByClass(new StructReader(true), new MapReader(true), new ByFirstCharacter());
        }
    },
    /** Structs and maps as they are: nothing is taken for a metric, so tags are {@code tags.<key>}. */
    STRUCT {
        @Override
        ValueReader reader() {
            return new ByClass(new StructReader(false), new MapReader(false), null);
        }
    },
    /** Text that is line protocol, one line or several. */
    INFLUX {
        @Override
        ValueReader reader() {
            return new LineReader();
        }
    },
    /** Text that is a JSON object. */
    JSON {
        @Override
        ValueReader reader() {
            return new JsonReader(true);
        }
    };

    abstract ValueReader reader();

    /** Reads one partition's values; has caches of its own, so each partition has its own. */
    public static final class Reading {
        private final ValueReader reader;

        public Reading(ValueFormat format) {
            reader = format.reader();
        }

        /**
         * Adds the record at {@code offset} to {@code rows}, whole or not at all (C2).
         *
         * @throws BadValueException if it cannot be a row
         */
        public void read(@Nullable Schema schema, @Nullable Object value, long offset, RowBuilder rows) {
            rows.begin(offset);
            boolean kept = false;
            try {
                reader.read(schema, value, rows);
                rows.keep();
                kept = true;
            } finally {
                if (!kept) {
                    rows.drop();
                }
            }
        }
    }

    /** All formats in one sentence each, for the setting's documentation. */
    public static String describe() {
        return "How the value of a record is read. auto: a struct or a map as a row of its fields, text or bytes as JSON if"
                + " they begin with a brace and as line protocol if not; what has the shape of a Telegraf metric becomes name,"
                + " timestamp, tags and fields. struct: a struct or a map as it is, never taken for a metric. influx: text or"
                + " bytes that are line protocol. json: text or bytes that are a JSON object.";
    }

    /** The name in a configuration. */
    public String setting() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static ValueFormat of(String setting) {
        return valueOf(setting.toUpperCase(Locale.ROOT));
    }

    private record ByClass(
            StructReader structs, MapReader maps, @Nullable ValueReader texts) implements ValueReader {
        @Override
        public void read(@Nullable Schema schema, @Nullable Object value, RowBuilder rows) {
            if (value instanceof Struct) {
                structs.read(schema, value, rows);
            } else if (value instanceof Map) {
                maps.read(schema, value, rows);
            } else if (value == null) {
                throw new BadValueException("the record has no value (a tombstone); drop such records with the Filter"
                        + " transform and the predicate RecordIsTombstone");
            } else if (texts != null && Texts.holds(value)) {
                texts.read(schema, value, rows);
            } else {
                throw new BadValueException(
                        "a value of type " + value.getClass().getSimpleName()
                                + " has no fields; wrap it with the HoistField transform, or set value.format to what it holds");
            }
        }
    }

    /** JSON begins with a brace; a measurement may too, in theory, and then {@code value.format=influx} says so. */
    private static final class ByFirstCharacter implements ValueReader {
        private final ValueReader json = new JsonReader(true);
        private final ValueReader lines = new LineReader();

        @Override
        public void read(@Nullable Schema schema, @Nullable Object value, RowBuilder rows) {
            (Texts.firstCharacter(value) == '{' ? json : lines).read(schema, value, rows);
        }
    }
}
