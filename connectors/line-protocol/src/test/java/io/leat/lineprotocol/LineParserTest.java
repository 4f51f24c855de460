package io.leat.lineprotocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leat.lineprotocol.LineParser.Event;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineParserTest {
    private final LineParser parser = new LineParser(Precision.NANOSECONDS);

    @Test
    void aBadLineCostsItselfAlone() {
        assertThat(read("a f=1\nb f=\nc f=1\nd\n\ne f=x\nf f=1"))
                .containsExactly(
                        "a", "bad at line 2, column 5", "c", "bad at line 4, column 2", "bad at line 6, column 5", "f");
    }

    @Test
    void aLineBreakInAStringIsCountedAndEndsNoLine() {
        assertThat(read("a f=\"1\n2\n3\",g=1\nb\n")).containsExactly("a", "bad at line 4, column 2");
    }

    @Test
    void aFailureBehindALongStringIsPlacedInTheLineWhereItIs() {
        assertThat(read("a f=\"1\n2\",g=x\nb f=1\n")).containsExactly("bad at line 2, column 6", "b");
    }

    @Test
    void aLostQuoteAtTheEndTakesNoOtherLineWithIt() {
        assertThat(read("a f=\"1\nb f=1\nc f=1\n")).containsExactly("bad at line 1, column 5", "b", "c");
    }

    @Test
    void aLostQuoteBeforeAnotherStringTakesNoOtherLineWithIt() {
        assertThat(read("a f=\"1\nb f=1\nc f=\"x\"\n")).containsExactly("bad at line 3, column 6", "b", "c");
    }

    @Test
    void aSecondTagOfOneKeyIsFoundAmongManyToo() {
        var line = new StringBuilder("m");
        for (int i = 0; i < 100; i++) {
            line.append(",t").append(i).append("=v");
        }
        assertThat(read(line + " f=1")).containsExactly("m");
        assertThat(read(line + ",t50=v f=1")).containsExactly("bad at line 1, column " + (line.length() + 2));
        assertThat(parser.error().message()).endsWith("that the line does not have yet, found 't50' again");
    }

    @Test
    void bytesThatAreNoUtf8AreRefusedAndNotReplaced() {
        byte[] bytes = "m f=\"caf\u00e9\"\nn f=1\n".getBytes(ISO_8859_1);
        parser.reset(bytes, 0, bytes.length);

        assertThat(parser.next()).isEqualTo(Event.BAD_LINE);
        assertThat(parser.error().message()).isEqualTo("line 1, column 9: expected UTF-8 text, found the byte 0xe9");
        assertThat(parser.next()).isEqualTo(Event.LINE);
    }

    @Test
    void timestampsAreReadInThePrecisionThatWasAgreed() {
        assertThat(Point.parse("m f=1 12", Precision.SECONDS).timestampNanos()).isEqualTo(12_000_000_000L);
        assertThat(Point.parse("m f=1 12", Precision.of("ms")).timestampNanos()).isEqualTo(12_000_000L);
        assertThat(Point.parse("m f=1 12", Precision.of("u")).timestampNanos()).isEqualTo(12_000L);
        assertThat(Point.parse("m f=1", Precision.HOURS).timestampNanos()).isNull();
        assertThatThrownBy(() -> Point.parse("m f=1 1568760922000000000", Precision.SECONDS))
                .isInstanceOf(LineProtocolException.class)
                .hasMessageContaining("is the precision right?");
        assertThatThrownBy(() -> Precision.of("sec"))
                .hasMessage("no precision is called 'sec'; write ns, us, ms, s, m or h");
    }

    @Test
    void aPointIsOneLineNeitherNoneNorTwo() {
        assertThat(Point.parse(" m f=1u \n\n# end\n", Precision.NANOSECONDS).fields())
                .containsExactly(new Point.Field("f", FieldType.UNSIGNED, 1L));
        assertThat(Point.parse("m f=18446744073709551615u", Precision.NANOSECONDS)
                        .fields()
                        .get(0)
                        .value())
                .isEqualTo(new BigInteger("18446744073709551615"));
        assertThatThrownBy(() -> Point.parse("# nothing", Precision.NANOSECONDS))
                .hasMessageContaining("no line at all");
        assertThatThrownBy(() -> Point.parse("m f=1\nm f=2", Precision.NANOSECONDS))
                .hasMessageContaining("another line after it");
    }

    @Test
    void anInputThatComesByteByByteGivesTheSameLines() {
        String text = "# c\r\na,t=v f=\"1\n2\\\"\",g=10i 5\r\nb f=é\nc,x=ü f=t\nd f=1 5\r\ne f=\"x\"\r\nf f=1 \r\n";
        byte[] bytes = text.getBytes(UTF_8);
        var seen = new ArrayList<String>();
        int from = 0;
        for (int to = 1; to <= bytes.length; to++) {
            parser.feed(bytes, from, to - from, to == bytes.length);
            for (Event event; (event = parser.next()) != Event.END; ) {
                seen.add(show(event));
            }
            from = parser.position();
        }
        assertThat(seen)
                .containsExactlyElementsOf(read(text))
                .containsExactly("a", "bad at line 4, column 5", "c", "d", "e", "f");
    }

    @Test
    void alineWithoutItsLineBreakWaitsForTheRestUnlessTheInputEnds() {
        byte[] bytes = "m f=1".getBytes(UTF_8);
        parser.feed(bytes, 0, bytes.length, false);
        assertThat(parser.next()).isEqualTo(Event.END);
        assertThat(parser.position()).isZero();

        parser.feed(bytes, 0, bytes.length, true);
        assertThat(parser.next()).isEqualTo(Event.LINE);
        assertThat(parser.position()).isEqualTo(5);
    }

    private List<String> read(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        parser.reset(bytes, 0, bytes.length);
        var seen = new ArrayList<String>();
        for (Event event; (event = parser.next()) != Event.END; ) {
            seen.add(show(event));
        }
        return seen;
    }

    private String show(Event event) {
        return event == Event.LINE
                ? parser.view().measurement()
                : "bad at line " + parser.error().line() + ", column "
                        + parser.error().column();
    }
}
