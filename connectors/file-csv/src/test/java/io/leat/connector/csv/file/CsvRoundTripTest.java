package io.leat.connector.csv.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import io.leat.connector.csv.format.Columns;
import io.leat.connector.csv.format.FileNames;
import io.leat.connector.csv.format.RowBuilder;
import io.leat.connector.csv.format.ValueFormat;
import io.leat.testing.Seeded;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** RFC 4180: whatever is in a field, a reader gets it back. */
class CsvRoundTripTest {
    private static final String ALPHABET = "ab,;\"'\r\n\t #=\\|äß€žł𝄞🐎\u0000\u007f\u2028";

    @Seeded(8)
    void everyTextComesBack(long seed) throws IOException {
        var random = new Random(seed);
        var rows = new ArrayList<Map<String, String>>();
        for (int i = 0; i < 300; i++) {
            var row = new LinkedHashMap<String, String>();
            row.put("x", text(random));
            row.put("name, \"quoted\"\r\n", text(random));
            rows.add(row);
        }

        assertThat(read(written(rows))).isEqualTo(rows);
    }

    @Test
    void anEmptyTextAndAnAbsentValueAreToldApart() throws IOException {
        assertThat(written(List.of(Map.of("a", "", "b", "1"), Map.of("b", "2"))))
                .isEqualTo("a,b\r\n\"\",1\r\n,2\r\n");
    }

    @Test
    void aRowOfOneEmptyCellIsARowAndNotABlankLine() throws IOException {
        var absent = new LinkedHashMap<String, Object>();
        absent.put("a", null);
        String csv = written(List.of(absent, Map.of("a", "x"), Map.of("a", "")));

        assertThat(read(csv)).hasSize(3);
        assertThat(csv).doesNotContain("\r\n\r\n");
    }

    @Test
    void aSurrogateWithoutItsOtherHalfBecomesAQuestionMarkAndShiftsNothing() throws IOException {
        assertThat(written(List.of(
                        Map.of("a", "x\ud83dy"), Map.of("a", "\udc0e"), Map.of("a", "\ud83d"), Map.of("a", "z"))))
                .isEqualTo("a\r\nx?y\r\n?\r\n?\r\nz\r\n");
    }

    private static String text(Random random) {
        int[] points = ALPHABET.codePoints().toArray();
        return random.ints(random.nextInt(12), 0, points.length)
                .map(i -> points[i])
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String written(List<? extends Map<String, ?>> values) throws IOException {
        var folder = new MemoryFolder(new Random(0));
        var rows = new RowBuilder(new Columns(10, List.of()));
        var reading = new ValueFormat.Reading(ValueFormat.STRUCT);
        for (int i = 0; i < values.size(); i++) {
            reading.read(null, values.get(i), i, rows);
        }
        try (var files = PartitionFiles.open(folder, FileNames.of("t", 0), new RollRules(1 << 30, 1 << 30, false))) {
            files.append(rows.batch(), rows.columns().header(), values.size(), 0);
        }
        return new String(folder.visible().values().iterator().next(), UTF_8);
    }

    private static List<Map<String, String>> read(String csv) {
        var rows = new ArrayList<Map<String, String>>();
        CsvReader.builder().skipEmptyLines(true).ofNamedCsvRecord(csv).forEach(row -> rows.add(row.getFieldsAsMap()));
        return rows;
    }
}
