package io.leat.connector.csv.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One metric has one row, in whatever encoding it comes. */
class MetricRowsTest {
    private static final String LINE = "cpu,cpu=cpu0,host=loaner usage_idle=98.5,busy=1i 1568760922000000000";
    private static final String JSON = "{\"fields\":{\"usage_idle\":98.5,\"busy\":1},\"name\":\"cpu\","
            + "\"tags\":{\"cpu\":\"cpu0\",\"host\":\"loaner\"},\"timestamp\":1568760922000000000}";

    static Stream<Object> encodings() {
        return Stream.of(
                LINE, LINE.getBytes(UTF_8), JSON, JSON.getBytes(UTF_8), map(), structOfStructs(), structOfMaps());
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void aMetricHasTheSameRowInEveryEncoding(Object value) {
        assertThat(Rows.of(ValueFormat.AUTO, value))
                .containsExactly(
                        "{busy=1, cpu=cpu0, host=loaner, name=cpu, timestamp=1568760922000000000, usage_idle=98.5}");
    }

    @Test
    void aFieldThatMeetsATagAndKeysThatMeetTheFixedColumnsGetAPrefix() {
        assertThat(Rows.of(ValueFormat.INFLUX, "m,host=a,name=t host=1i,name=2i,timestamp=3i 4"))
                .containsExactly(
                        "{field.host=1, field.name=2, field.timestamp=3, host=a, name=m, tag.name=t, timestamp=4}");
        assertThat(Rows.of(ValueFormat.JSON, "{\"name\":\"m\",\"tags\":{\"host\":\"a\"},\"fields\":{\"host\":1}}"))
                .containsExactly("{field.host=1, host=a, name=m}");
    }

    @Test
    void aBatchOfMetricsHasARowForEach() {
        assertThat(Rows.of(ValueFormat.AUTO, "{\"metrics\":[" + JSON + "," + JSON + "]}"))
                .hasSize(2);
        assertThat(Rows.of(ValueFormat.AUTO, "a x=1i 1\nb x=2i 2\n"))
                .containsExactly("{name=a, timestamp=1, x=1}", "{name=b, timestamp=2, x=2}");
    }

    @Test
    void aLineTellsItsTypesApartAndKeepsEscapedText() {
        assertThat(Rows.of(ValueFormat.AUTO, "m,t=a\\ b s=\"x\\\"y, z\",u=18446744073709551615u,b=t,f=1"))
                .containsExactly("{b=true, f=1.0, name=m, s=x\"y, z, t=a b, u=18446744073709551615}");
    }

    @Test
    void aFieldThatOccursTwiceInALineCountsByItsLaterValue() {
        assertThat(Rows.of(ValueFormat.INFLUX, "m x=1i,y=2i,x=3i")).containsExactly("{name=m, x=3, y=2}");
    }

    @Test
    void linesOfOneMeasurementMayChangeTheirKeys() {
        var rows = new Rows(ValueFormat.INFLUX);
        assertThat(rows.read("m,a=1 x=1i")).containsExactly("{a=1, name=m, x=1}");
        assertThat(rows.read("m,b=1 x=1i")).containsExactly("{b=1, name=m, x=1}");
        assertThat(rows.read("m,b=1 y=1i")).containsExactly("{b=1, name=m, y=1}");
        assertThat(rows.read("m y=1i,a=2i")).containsExactly("{a=2, name=m, y=1}");
    }

    @Test
    void aBadLineAmongGoodOnesMakesTheRecordBadAndSaysWhere() {
        var rows = new Rows(ValueFormat.INFLUX);
        assertThatThrownBy(() -> rows.read("m x=1i\nm new=\n"))
                .isInstanceOf(BadValueException.class)
                .hasMessageContaining("not line protocol: line 2");
        assertThat(rows.header()).as("C2").isEmpty();
        assertThat(rows.read("m y=1i")).containsExactly("{name=m, y=1}");
    }

    @Test
    void aTextWithoutALineIsNoRow() {
        assertThatThrownBy(() -> Rows.of(ValueFormat.INFLUX, "# only a comment\n"))
                .isInstanceOf(BadValueException.class)
                .hasMessageContaining("no row in it");
    }

    @Test
    void structTakesNothingForAMetric() {
        assertThat(Rows.of(ValueFormat.STRUCT, map()))
                .containsExactly("{fields.busy=1, fields.usage_idle=98.5, name=cpu, tags.cpu=cpu0, tags.host=loaner,"
                        + " timestamp=1568760922000000000}");
        assertThat(Rows.of(ValueFormat.STRUCT, structOfStructs()))
                .containsExactly("{fields.busy=1, fields.usage_idle=98.5, name=cpu, tags.cpu=cpu0, tags.host=loaner,"
                        + " timestamp=1568760922000000000}");
    }

    @Test
    void anObjectWithAnotherKeyIsNoMetric() {
        assertThat(Rows.of(ValueFormat.AUTO, "{\"name\":\"x\",\"fields\":{\"a\":1},\"id\":7}"))
                .containsExactly("{fields.a=1, id=7, name=x}");
    }

    private static Map<String, Object> map() {
        return Map.of(
                "name",
                "cpu",
                "tags",
                Map.of("cpu", "cpu0", "host", "loaner"),
                "fields",
                Map.of("usage_idle", 98.5, "busy", 1L),
                "timestamp",
                1568760922000000000L);
    }

    private static Struct structOfStructs() {
        Schema tags = SchemaBuilder.struct()
                .field("cpu", Schema.STRING_SCHEMA)
                .field("host", Schema.STRING_SCHEMA)
                .build();
        Schema fields = SchemaBuilder.struct()
                .field("usage_idle", Schema.FLOAT64_SCHEMA)
                .field("busy", Schema.INT64_SCHEMA)
                .build();
        return metric(
                tags,
                new Struct(tags).put("cpu", "cpu0").put("host", "loaner"),
                fields,
                new Struct(fields).put("usage_idle", 98.5).put("busy", 1L));
    }

    private static Struct structOfMaps() {
        Schema tags =
                SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA).build();
        Schema fields = SchemaBuilder.struct()
                .field("usage_idle", Schema.FLOAT64_SCHEMA)
                .field("busy", Schema.INT64_SCHEMA)
                .build();
        return metric(
                tags,
                Map.of("cpu", "cpu0", "host", "loaner"),
                fields,
                new Struct(fields).put("usage_idle", 98.5).put("busy", 1L));
    }

    private static Struct metric(Schema tags, Object tagValues, Schema fields, Object fieldValues) {
        Schema schema = SchemaBuilder.struct()
                .field("name", Schema.STRING_SCHEMA)
                .field("tags", tags)
                .field("fields", fields)
                .field("timestamp", Schema.INT64_SCHEMA)
                .build();
        return new Struct(schema)
                .put("name", "cpu")
                .put("tags", tagValues)
                .put("fields", fieldValues)
                .put("timestamp", 1568760922000000000L);
    }
}
