package io.leat.connector.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a folder of CSV files says, read as anybody would: the files in the order of their names. */
final class CsvFiles {
    private CsvFiles() {}

    /** The complete files of one partition, in order. */
    static List<Path> of(Path dir, String topic, int partition) {
        try (var entries = Files.list(dir)) {
            return entries.filter(file -> file.getFileName()
                            .toString()
                            .matches(java.util.regex.Pattern.quote(topic + "-" + partition) + "-\\d{20}\\.csv"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One column of all rows of a partition, in order. */
    static List<String> column(Path dir, String topic, int partition, String column) {
        var values = new ArrayList<String>();
        for (Path file : of(dir, topic, partition)) {
            try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(file, UTF_8)) {
                csv.forEach(row -> values.add(row.getField(column)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return values;
    }

    /** Bytes of all files of the folder, whatever they are: grows while the sink works. */
    static long bytes(Path dir) {
        try (var entries = Files.list(dir)) {
            long sum = 0;
            for (Path file : entries.toList()) {
                sum += Files.size(file);
            }
            return sum;
        } catch (IOException e) {
            return 0; // A file was renamed between the listing and the look: the next look counts.
        }
    }
}
