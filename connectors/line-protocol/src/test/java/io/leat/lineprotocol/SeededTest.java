package io.leat.lineprotocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.leat.lineprotocol.LineParser.Event;
import io.leat.testing.Seeded;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Chance finds what no case foresaw; the seed is in the name of the test that failed. */
class SeededTest {
    private static final List<FieldType> TYPES = List.of(FieldType.values());
    private static final String ALPHABET = "mtf01,,==  \"\"\\\\\n\n\r#-.eiuté\u0000\t";

    @Seeded(40)
    void whateverTheBytesTheParserReturnsAndReadsThemAll(long seed) {
        var random = new Random(seed);
        var parser = new LineParser(Precision.NANOSECONDS);
        for (int round = 0; round < 500; round++) {
            byte[] bytes = round % 2 == 0 ? noise(random) : nearlyLines(random);
            parser.reset(bytes, 0, bytes.length);
            int before = 0;
            for (Event event; (event = parser.next()) != Event.END; before = parser.position()) {
                assertThat(parser.position()).isGreaterThan(before);
                String seen = event == Event.LINE
                        ? Point.of(parser.view()).toString()
                        : parser.error().message();
                assertThat(seen).isNotBlank();
            }
            assertThat(parser.position()).isEqualTo(bytes.length);
        }
    }

    @Seeded(40)
    void piecesOfAnySizeGiveWhatTheWholeGives(long seed) {
        var random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            byte[] bytes = nearlyLines(random);
            assertThat(inPieces(bytes, random)).isEqualTo(inPieces(bytes, null));
        }
    }

    @Seeded(40)
    void whatTheWriterWritesTheParserReads(long seed) {
        var random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            Point point = point(random);
            byte[] line = new LineWriter().write(point).take();
            assertThat(Point.parse(line, Precision.NANOSECONDS)).isEqualTo(point);
        }
    }

    private static List<String> inPieces(byte[] bytes, @Nullable Random random) {
        var parser = new LineParser(Precision.NANOSECONDS);
        var seen = new ArrayList<String>();
        int from = 0;
        int to = 0;
        while (to < bytes.length) {
            to = random == null ? bytes.length : Math.min(bytes.length, to + 1 + random.nextInt(20));
            parser.feed(bytes, from, to - from, to == bytes.length);
            for (Event event; (event = parser.next()) != Event.END; ) {
                seen.add(
                        event == Event.LINE
                                ? Point.of(parser.view()).toString()
                                : parser.error().message());
            }
            from = parser.position();
        }
        return seen;
    }

    private static byte[] noise(Random random) {
        var bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] nearlyLines(Random random) {
        var out = new ByteArrayOutputStream();
        for (int i = random.nextInt(5); i >= 0; i--) {
            var line = new StringBuilder(
                    new String(new LineWriter().write(point(random)).take(), UTF_8));
            for (int change = random.nextInt(4); change > 0; change--) {
                int at = random.nextInt(line.length());
                line.setCharAt(at, ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
            if (random.nextInt(3) == 0) {
                line.insert(line.length() - 1, '\r');
            }
            out.writeBytes(line.toString().getBytes(UTF_8));
        }
        return out.toByteArray();
    }

    private static Point point(Random random) {
        var tags = new LinkedHashMap<String, Point.Tag>();
        for (int i = random.nextInt(4); i > 0; i--) {
            String key = name(random);
            tags.put(key, new Point.Tag(key, name(random)));
        }
        var fields = new ArrayList<Point.Field>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            FieldType type = TYPES.get(random.nextInt(TYPES.size()));
            fields.add(new Point.Field(name(random), type, value(type, random)));
        }
        return new Point(
                "m" + name(random),
                List.copyOf(tags.values()),
                fields,
                random.nextBoolean() ? random.nextLong() : null);
    }

    private static Object value(FieldType type, Random random) {
        return switch (type) {
            case FLOAT -> random.nextBoolean() ? random.nextGaussian() : (double) random.nextInt(1000) / 8;
            case INTEGER -> random.nextLong();
            case UNSIGNED -> random.nextLong() >>> 1;
            case BOOLEAN -> random.nextBoolean();
            case STRING -> text(random, "ab \"\\\n,=é日🙂\t");
        };
    }

    private static String name(Random random) {
        return text(random, "ab\\ ,=\"é日#") + "x";
    }

    private static String text(Random random, String alphabet) {
        int[] points = alphabet.codePoints().toArray();
        var text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }
}
