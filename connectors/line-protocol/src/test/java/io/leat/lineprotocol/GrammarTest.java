package io.leat.lineprotocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs {@code spec/grammar.txt}. */
class GrammarTest {

    private record Case(String rule, String line, String verdict) {
        @Override
        public String toString() {
            return rule + ": " + line;
        }
    }

    static Stream<Case> cases() throws IOException {
        try (var in = Objects.requireNonNull(GrammarTest.class.getResourceAsStream("/spec/grammar.txt"))) {
            String text = new String(in.readAllBytes(), UTF_8);
            return Arrays.stream(text.split("\n\n"))
                    .filter(block -> block.startsWith("rule: "))
                    .map(GrammarTest::parse)
                    .toList()
                    .stream();
        }
    }

    private static Case parse(String block) {
        String[] lines = block.strip().split("\n");
        assertThat(lines).hasSize(3);
        return new Case(lines[0].substring(6), lines[1].substring(6), lines[2]);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theParserDoesWhatTheRuleSays(Case c) {
        byte[] bytes = bytes(c.line);
        var parser = new LineParser(Precision.NANOSECONDS);
        parser.reset(bytes, 0, bytes.length);

        var event = parser.next();

        if (c.verdict.startsWith("is: ")) {
            assertThat(event).isEqualTo(LineParser.Event.LINE);
            assertThat(show(Point.of(parser.view()))).isEqualTo(new String(bytes(c.verdict.substring(4)), UTF_8));
        } else {
            assertThat(event).isEqualTo(LineParser.Event.BAD_LINE);
            assertThat("bad: " + parser.error().column() + " " + parser.error().expected())
                    .isEqualTo(c.verdict);
        }
        assertThat(parser.next()).isEqualTo(LineParser.Event.END);
    }

    private static byte[] bytes(String text) {
        return text.replace('␊', '\n')
                .replace('␍', '\r')
                .replace('⇥', '\t')
                .replace('␀', '\0')
                .getBytes(UTF_8);
    }

    private static String show(Point point) {
        String tags = point.tags().stream()
                .map(tag -> "," + tag.key() + "=" + tag.value())
                .collect(Collectors.joining());
        String fields = point.fields().stream()
                .map(field -> field.key() + "=" + field.type() + ":" + field.value())
                .collect(Collectors.joining(","));
        return point.measurement() + tags + " " + fields
                + (point.timestampNanos() == null ? "" : " @" + point.timestampNanos());
    }
}
