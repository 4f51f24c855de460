package io.leat.lineprotocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineParserTest {
    private final LineParser parser = new LineParser();

    @Test
    void aLineHasMeasurementTagsFieldsAndTimestamp() {
        assertThat(point("cpu,cpu=cpu0,host=loaner usage_idle=1.5,n=3i,u=4u,up=t,name=\"x\" 1568760922000000000"))
                .isEqualTo(new Point(
                        "cpu",
                        Map.of("cpu", "cpu0", "host", "loaner"),
                        Map.of("usage_idle", 1.5, "n", 3L, "u", 4L, "up", true, "name", "x"),
                        OptionalLong.of(1568760922000000000L)));
    }

    @Test
    void tagsAndTimestampMayBeMissing() {
        assertThat(point("m f=1")).isEqualTo(new Point("m", Map.of(), Map.of("f", 1.0), OptionalLong.empty()));
    }

    @ParameterizedTest(name = "measurement {0} is {1}")
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "a\\,b | a,b",
                "a\\ b | `a b`",
                "a=b | a=b",
                "a\\=b | a\\=b",
                "a\"b | a\"b",
                "eas\\t | eas\\t",
                "a\\\\b | a\\\\b",
                "é | é",
                "a#b | a#b",
                "\\#a | \\#a"
            })
    void inAMeasurementABackslashEscapesCommaAndSpaceAlone(String written, String read) {
        assertThat(point(written + " f=1").measurement()).isEqualTo(read);
    }

    @ParameterizedTest(name = "key {0} is {1}")
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "a\\,b | a,b",
                "a\\ b | `a b`",
                "a\\=b | a=b",
                "east\\\\ west | `east\\ west`",
                "east\\\\\\ west | `east\\\\ west`",
                "eas\\t | eas\\t",
                "a\"b | a\"b",
                "日本 | 日本"
            })
    void inTagsAndFieldKeysABackslashEscapesCommaSpaceAndEqualsAlone(String written, String read) {
        Point point = point("m," + written + "=1,t=" + written + " " + written + "=2");
        assertThat(point.tags()).containsEntry(read, "1").containsEntry("t", read);
        assertThat(point.fields()).containsEntry(read, 2.0);
    }

    @ParameterizedTest(name = "string {0} is {1}")
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "\"\" | ``",
                "\"a b,c=d\" | a b,c=d",
                "\"a\\\"b\" | a\"b",
                "\"a\\\\b\" | a\\b",
                "\"a\\\\\" | a\\",
                "\"a\\nb\" | a\\nb",
                "\"a\\,b\" | a\\,b",
                "\"#\" | #"
            })
    void inAStringABackslashEscapesQuoteAndBackslashAlone(String written, String read) {
        assertThat(point("m f=" + written).fields()).containsEntry("f", read);
    }

    @Test
    void aRealNewlineIsPartOfAString() {
        List<Point> points = points("m f=\"a\nb\r\nc\" 1\nn f=2");
        assertThat(points).extracting(Point::measurement).containsExactly("m", "n");
        assertThat(points.get(0).fields()).containsEntry("f", "a\nb\r\nc");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "-1, -1",
        "0, 0",
        "-0, -0.0",
        "1., 1",
        ".5, 0.5",
        "-.5, -0.5",
        "1e3, 1000",
        "1.5E-3, 0.0015",
        "1.e+2, 100",
        "31.249999981810106, 31.249999981810106",
        "25.000000002273737, 25.000000002273737",
        "123456789012345678901234567890, 1.2345678901234568e29",
        "0.000000000000000000000000001, 1e-27",
        "1.7976931348623157e308, 1.7976931348623157e308",
        "4.9e-324, 4.9e-324",
        "000001.5, 1.5"
    })
    void aFloatIsTheNearestDouble(String written, double read) {
        assertThat(point("m f=" + written).fields()).containsEntry("f", read);
    }

    @Test
    void everyWrittenDoubleIsReadBackExactly() {
        long seed = Long.getLong("leat.seed", 20261121);
        var random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            double value = i % 2 == 0 ? random.nextGaussian() * 100 : Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                assertThat(point("m f=" + value).fields().get("f"))
                        .as("-Dleat.seed=%d", seed)
                        .isEqualTo(value);
            }
        }
    }

    @Test
    void integersCoverTheirWholeRange() {
        assertThat(point("m a=9223372036854775807i,b=-9223372036854775808i,c=-0i,d=007i")
                        .fields())
                .containsExactlyInAnyOrderEntriesOf(Map.of("a", Long.MAX_VALUE, "b", Long.MIN_VALUE, "c", 0L, "d", 7L));
        assertThat(point("m a=18446744073709551615u,b=0u,c=9223372036854775807u")
                        .fields())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("a", new BigInteger("18446744073709551615"), "b", 0L, "c", Long.MAX_VALUE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"t", "T", "true", "True", "TRUE"})
    void trueIsWrittenInFiveWays(String written) {
        assertThat(point("m f=" + written).fields()).containsEntry("f", true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"f", "F", "false", "False", "FALSE"})
    void falseIsWrittenInFiveWays(String written) {
        assertThat(point("m f=" + written).fields()).containsEntry("f", false);
    }

    @Test
    void blankLinesCommentsAndSpacesAroundAreSkipped() {
        assertThat(points("\n  \r\n# a comment\n  #another\n  m f=1  \r\nm   f=2   5  \n\r\n#end"))
                .extracting(point -> point.fields().get("f"))
                .containsExactly(1.0, 2.0);
    }

    @Test
    void theLastOfAFieldThatIsThereTwiceCounts() {
        assertThat(point("m f=1,f=2").fields()).containsEntry("f", 2.0);
    }

    @ParameterizedTest
    @CsvSource({
        "NANOSECONDS, 1",
        "MICROSECONDS, 1000",
        "MILLISECONDS, 1000000",
        "SECONDS, 1000000000",
        "HOURS, 3600000000000"
    })
    void aTimestampIsInTheUnitTheSenderTold(Precision precision, long nanos) {
        byte[] bytes = "m f=1 -12".getBytes(UTF_8);
        parser.reset(bytes, 0, bytes.length, precision, true);
        assertThat(parser.next()).isTrue();
        assertThat(parser.timestamp()).isEqualTo(-12 * nanos);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "m | 1 | 2 | expected ',' or ' ' after the measurement, found the end of the input",
                "`m ` | 1 | 3 | expected a field key",
                ",a=b f=1 | 1 | 1 | expected a measurement, found ','",
                "m,a f=1 | 1 | 4 | expected '=' after the tag key, found ' '",
                "m,=b f=1 | 1 | 3 | expected a tag key, found '='",
                "m,a= f=1 | 1 | 5 | expected a tag value, found ' '",
                "m,a=b=c f=1 | 1 | 6 | expected ',' or ' ' after the tag, found '='",
                "m,a=1,b=2,a=3 f=1 | 1 | 11 | expected each tag once, found 'a' again",
                "m f | 1 | 4 | expected '=' after the field key",
                "m =1 | 1 | 3 | expected a field key, found '='",
                "m f= | 1 | 5 | expected a field value",
                "m f=1,  | 1 | 7 | expected a field key",
                "m f=abc | 1 | 5 | found 'abc'",
                "m f=NaN | 1 | 5 | found 'NaN'",
                "m f=+1 | 1 | 5 | found '+1'",
                "m f=1e | 1 | 5 | found '1e'",
                "m f=1.5i | 1 | 5 | found '1.5i'",
                "m f=-1u | 1 | 5 | found '-1u'",
                "m f=i | 1 | 5 | found 'i'",
                "m f=0x1p3 | 1 | 5 | found '0x1p3'",
                "m f=1d | 1 | 5 | found '1d'",
                "m f=1e999 | 1 | 5 | within the range of a double",
                "m f=9223372036854775808i | 1 | 5 | from -2^63 to 2^63-1",
                "m f=18446744073709551616u | 1 | 5 | up to 2^64-1",
                "m f=\"abc | 1 | 5 | expected '\"' at the end of the string",
                "m f=\"a\"b | 1 | 8 | expected ',', a timestamp or the end of the line, found 'b'",
                "m f=1 - | 1 | 8 | expected the digits of a timestamp",
                "m f=1 12x | 1 | 9 | expected the end of the line, found 'x'",
                "m f=1 99999999999999999999 | 1 | 7 | fits 64 bits of nanoseconds",
                "m f=1 1 1 | 1 | 9 | expected the end of the line"
            })
    void aBadLineIsReportedWithItsPlaceAndWhatWasExpected(String text, int line, int column, String reason) {
        assertThatThrownBy(() -> point(text)).isInstanceOfSatisfying(LineProtocolException.class, e -> {
            assertThat(e.reason()).contains(reason);
            assertThat(List.of(e.line(), e.column())).containsExactly(line, column);
        });
    }

    @Test
    void whatCannotBePrintedIsNotPartOfAName() {
        assertThatThrownBy(() -> point("m\tn f=1"))
                .hasMessageContaining("column 2")
                .hasMessageContaining("byte 0x09");
        assertThatThrownBy(() -> point("m,a\u007f=1 f=1")).hasMessageContaining("byte 0x7f");
        assertThatThrownBy(() -> point("m f\u0001=1")).hasMessageContaining("byte 0x01");
    }

    @Test
    void aBadLineCostsItselfAlone() {
        byte[] text = "a f=1\nbad\nb f=\"x\ny\"\nworse f=\"unclosed\nc f=3\n".getBytes(UTF_8);
        parser.reset(text, 0, text.length, Precision.NANOSECONDS, true);
        List<String> seen = new ArrayList<>();
        for (boolean more = true; more; ) {
            try {
                more = parser.next();
                if (more) {
                    seen.add(parser.measurement());
                }
            } catch (LineProtocolException e) {
                seen.add("line " + e.line() + " column " + e.column());
            }
        }
        assertThat(seen).containsExactly("a", "line 2 column 4", "b", "line 5 column 9", "c");
    }

    @Test
    void aLineWithoutItsEndWaitsForMore() {
        byte[] text = "a f=1\nb f=\"x\ny\"".getBytes(UTF_8);
        parser.reset(text, 0, text.length, Precision.NANOSECONDS, false);
        assertThat(parser.next()).isTrue();
        assertThat(parser.next()).isFalse();
        assertThat(parser.position()).isEqualTo(6);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21})
    void howTheBytesArriveMakesNoDifference(long seed) {
        var random = new Random(seed);
        byte[] text = "a,t=1 f=1 1\n\n# c\nbad\nb f=\"x\n\\\"y\",g=2i\r\n  c\\ d f=t\nz f=\"u\n"
                .repeat(3)
                .getBytes(UTF_8);
        List<String> whole = eventsOf(text, text.length, random);
        assertThat(eventsOf(text, 1 + random.nextInt(9), random))
                .as("seed %d", seed)
                .isEqualTo(whole);
    }

    /** Feeds the bytes in pieces, as a socket would; what is not a whole line yet is given again with more behind it. */
    private List<String> eventsOf(byte[] text, int atMost, Random random) {
        List<String> events = new ArrayList<>();
        int from = 0;
        int to = 0;
        while (to < text.length) {
            to = Math.min(text.length, to + 1 + random.nextInt(atMost));
            parser.reset(text, from, to, Precision.NANOSECONDS, to == text.length);
            for (boolean more = true; more; ) {
                try {
                    more = parser.next();
                    if (more) {
                        events.add(parser.point().toString());
                    }
                } catch (LineProtocolException e) {
                    events.add(e.reason());
                }
            }
            from = parser.position();
        }
        return events;
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void anyBytesEndInPointsOrInTheParsersOwnErrors(long seed) {
        var random = new Random(seed);
        byte[] alphabet = "ab,= \n\r\\\"#0123456789.-+eiutfTF\t\u0000é".getBytes(UTF_8);
        byte[] text = new byte[200];
        for (int round = 0; round < 5_000; round++) {
            int length = random.nextInt(text.length);
            for (int i = 0; i < length; i++) {
                text[i] = random.nextInt(20) == 0 ? (byte) random.nextInt() : alphabet[random.nextInt(alphabet.length)];
            }
            readToTheEnd(text, length, seed);
        }
    }

    private void readToTheEnd(byte[] text, int length, long seed) {
        parser.reset(text, 0, length, Precision.SECONDS, true);
        for (int calls = 0; calls <= length + 1; calls++) {
            try {
                if (!parser.next()) {
                    assertThat(parser.position()).isEqualTo(length);
                    return;
                }
                assertThat(parser.point().fields()).isNotEmpty();
            } catch (LineProtocolException e) {
                assertThat(e.line()).isPositive();
                assertThat(e.column()).isPositive();
            }
        }
        fail("seed %d: the parser makes no progress on %s", seed, new String(text, 0, length, UTF_8));
    }

    private Point point(String text) {
        return parser.parse(text.getBytes(UTF_8));
    }

    private List<Point> points(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        parser.reset(bytes, 0, bytes.length, Precision.NANOSECONDS, true);
        List<Point> points = new ArrayList<>();
        while (parser.next()) {
            points.add(parser.point());
        }
        return points;
    }
}
