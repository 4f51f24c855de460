package io.leat.connector.csv.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Structs, maps and JSON that are no metrics. */
class RecordRowsTest {

    @Test
    void eachTypeOfConnectHasItsText() {
        Schema schema = SchemaBuilder.struct()
                .field("bool", Schema.BOOLEAN_SCHEMA)
                .field("i8", Schema.INT8_SCHEMA)
                .field("i64", Schema.INT64_SCHEMA)
                .field("f32", Schema.FLOAT32_SCHEMA)
                .field("f64", Schema.FLOAT64_SCHEMA)
                .field("text", Schema.STRING_SCHEMA)
                .field("bytes", Schema.BYTES_SCHEMA)
                .field("decimal", Decimal.schema(2))
                .field("date", org.apache.kafka.connect.data.Date.SCHEMA)
                .field("time", Time.SCHEMA)
                .field("at", Timestamp.SCHEMA)
                .field("list", SchemaBuilder.array(Schema.INT32_SCHEMA).build())
                .field(
                        "map",
                        SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA)
                                .build())
                .field("none", Schema.OPTIONAL_STRING_SCHEMA)
                .build();
        var value = new Struct(schema)
                .put("bool", true)
                .put("i8", (byte) -1)
                .put("i64", Long.MIN_VALUE)
                .put("f32", 0.1f)
                .put("f64", 1e300)
                .put("text", "x")
                .put("bytes", ByteBuffer.wrap(new byte[] {0, (byte) 255}))
                .put("decimal", new BigDecimal("12345678901234567890.10"))
                .put("date", Date.from(Instant.ofEpochMilli(86_400_000L * 365)))
                .put("time", Date.from(Instant.ofEpochMilli(3_723_004)))
                .put("at", Date.from(Instant.ofEpochMilli(1_700_000_000_123L)))
                .put("list", List.of(1, 2))
                .put("map", Map.of("k", "v\""));

        assertThat(Rows.of(ValueFormat.AUTO, value))
                .containsExactly("{at=2023-11-14T22:13:20.123Z, bool=true, bytes=AP8=, date=1971-01-01,"
                        + " decimal=12345678901234567890.10, f32=0.1, f64=1.0E300, i64=-9223372036854775808, i8=-1,"
                        + " list=[1,2], map={\"k\":\"v\\\"\"}, text=x, time=01:02:03.004}");
    }

    @Test
    void nestedStructsAndMapsAreFlattenedAndAnAbsentOneLeavesItsColumns() {
        Schema inner = SchemaBuilder.struct()
                .optional()
                .field("city", Schema.STRING_SCHEMA)
                .build();
        Schema outer = SchemaBuilder.struct()
                .field("address", inner)
                .field("id", Schema.INT32_SCHEMA)
                .build();
        var rows = new Rows(ValueFormat.AUTO);

        assertThat(rows.read(new Struct(outer).put("id", 1).put("address", new Struct(inner).put("city", "Brno"))))
                .containsExactly("{address.city=Brno, id=1}");
        assertThat(rows.read(new Struct(outer).put("id", 2))).containsExactly("{id=2}");
        assertThat(rows.read(Map.of("address", Map.of("city", "Wien")))).containsExactly("{address.city=Wien}");
        assertThat(rows.header()).containsExactly("address.city", "id");
    }

    @Test
    void aFieldWithoutAValueIsAColumnToo() {
        var value = new HashMap<String, Object>();
        value.put("a", null);
        value.put("b", 1);
        var rows = new Rows(ValueFormat.AUTO);

        assertThat(rows.read(value)).containsExactly("{b=1}");
        assertThat(rows.header()).containsExactly("a", "b");
    }

    @Test
    void aStructSchemaThatChangesIsFollowed() {
        Schema one = SchemaBuilder.struct().field("a", Schema.INT32_SCHEMA).build();
        Schema two = SchemaBuilder.struct()
                .field("b", Schema.INT32_SCHEMA)
                .field("a", Schema.INT32_SCHEMA)
                .build();
        var rows = new Rows(ValueFormat.AUTO);

        assertThat(rows.read(new Struct(one).put("a", 1))).containsExactly("{a=1}");
        assertThat(rows.read(new Struct(two).put("b", 2).put("a", 3))).containsExactly("{a=3, b=2}");
        assertThat(rows.read(new Struct(one).put("a", 4))).containsExactly("{a=4}");
    }

    @Test
    void decimalsOfJsonAreKeptAsTheyStandThere() {
        assertThat(Rows.of(
                        ValueFormat.JSON,
                        "{\"a\":1.50,\"b\":123456789012345678901234567890,\"c\":1e999,\"d\":[1,{\"e\":null}]}"))
                .containsExactly("{a=1.50, b=123456789012345678901234567890, c=1E+999, d=[1,{\"e\":null}]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1,\"a\":2}", "{\"a\":1} trailing", "[1]", "null", "{\"a\":NaN}", "{}", "", "7"})
    void jsonThatIsNoRowIsRefused(String json) {
        assertThatThrownBy(() -> Rows.of(ValueFormat.JSON, json)).isInstanceOf(BadValueException.class);
    }

    @Test
    void twoFieldsThatMeetInOneColumnMakeTheRecordBad() {
        assertThatThrownBy(() -> Rows.of(ValueFormat.AUTO, Map.of("a", Map.of("b", 1), "a.b", 2)))
                .isInstanceOf(BadValueException.class)
                .hasMessageContaining("'a.b'");
    }

    @Test
    void aRecordWithTooManyColumnsIsBadAndTheOthersGoOn() {
        var columns = new Columns(2, List.of("a"));
        var rows = new RowBuilder(columns);
        var reading = new ValueFormat.Reading(ValueFormat.AUTO);

        assertThatThrownBy(() -> reading.read(null, Map.of("b", 1, "c", 2), 0, rows))
                .isInstanceOf(BadValueException.class)
                .hasMessageContaining("columns.max is 2");
        assertThat(columns.header().names()).containsExactly("a");
        reading.read(null, Map.of("c", 2), 1, rows);
        assertThat(columns.header().names()).containsExactly("a", "c");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void aValueWithoutFieldsIsRefusedWithAHint(int which) {
        var values = new ArrayList<Object>(Arrays.asList(null, 7, List.of(1), true, 1.5));
        assertThatThrownBy(() -> Rows.of(ValueFormat.AUTO, values.get(which)))
                .isInstanceOf(BadValueException.class)
                .hasMessageMatching(".*(RecordIsTombstone|HoistField).*");
    }

    @Test
    void bytesThatAreNoTextAreRefusedRatherThanReplaced() {
        byte[] latin1 = {'m', ' ', 'x', '=', '"', (byte) 0xe4, '"'};
        assertThatThrownBy(() -> Rows.of(ValueFormat.AUTO, latin1))
                .isInstanceOf(BadValueException.class)
                .hasMessageContaining("UTF-8");
    }
}
