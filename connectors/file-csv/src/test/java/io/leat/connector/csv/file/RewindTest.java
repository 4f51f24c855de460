package io.leat.connector.csv.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leat.connector.csv.format.Columns;
import io.leat.connector.csv.format.FileNames;
import io.leat.connector.csv.format.RowBuilder;
import io.leat.connector.csv.format.ValueFormat;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Files of records 0 to 5: a flush after each, a new file with 2 (a wider header), and 5 not flushed. */
class RewindTest {
    private static final FileNames NAMES = FileNames.of("t", 0);
    private static final RollRules RULES = new RollRules(1000, 1000, false);
    private final MemoryFolder folder = new MemoryFolder(new Random(1));

    @Test
    void itCutsWhereAFlushWas() throws IOException {
        write();
        assertThat(nextAfter(4L)).isEqualTo(4);
        assertThat(contents()).containsExactly("0: a|0|1|", "2: a,b|2,2|3,3|");
    }

    @Test
    void anEarlierFileIsContinuedWithItsOwnHeader() throws IOException {
        write();
        assertThat(nextAfter(1L)).isEqualTo(1);
        assertThat(contents()).containsExactly("0: a|0|");
        append(1, Map.of("a", 7));
        assertThat(contents()).containsExactly("0: a|0|7|");
    }

    @Test
    void theStartOfAFileIsAPlaceToCutToo() throws IOException {
        write();
        assertThat(nextAfter(2L)).isEqualTo(2);
        assertThat(contents()).containsExactly("0: a|0|1|");
    }

    @Test
    void aResetRemovesTheFilesAndBeginsAtZero() throws IOException {
        write();
        assertThat(nextAfter(null)).isZero();
        assertThat(folder.visible()).isEmpty();
    }

    @Test
    void forwardKeepsTheFilesAndGoesOnThere() throws IOException {
        write();
        assertThat(nextAfter(90L)).isEqualTo(90);
        assertThat(contents()).containsExactly("0: a|0|1|", "2: a,b|2,2|3,3|4,4|");
    }

    @Test
    void whereNothingWasEverWrittenThereIsNothingToDo() throws IOException {
        new Rewind(folder, NAMES, RULES).to(3L, 0);
        assertThat(folder.list("")).isEmpty();
    }

    @Test
    void filesThatATaskIsWritingAreLeftAlone() throws IOException {
        write();
        try (var task = PartitionFiles.open(folder, NAMES, RULES)) {
            assertThatThrownBy(() -> new Rewind(folder, NAMES, RULES).to(0L, 0))
                    .isInstanceOf(Folder.LockedException.class);
            assertThat(task.next()).hasValue(5);
        }
    }

    private void write() throws IOException {
        for (int i = 0; i < 2; i++) {
            append(i, Map.of("a", i));
        }
        for (int i = 2; i < 5; i++) {
            append(i, Map.of("a", i, "b", i));
        }
        try (var files = open()) {
            put(files, 5, Map.of("a", 5));
        }
    }

    private void append(long offset, Map<String, Integer> value) throws IOException {
        try (var files = open()) {
            put(files, offset, value);
            files.checkpoint(offset + 1, 0);
        }
    }

    private static void put(PartitionFiles files, long offset, Map<String, Integer> value) throws IOException {
        var rows = new RowBuilder(new Columns(10, files.columns()));
        new ValueFormat.Reading(ValueFormat.AUTO).read(null, value, offset, rows);
        files.append(rows.batch(), rows.columns().header(), offset + 1, 0);
    }

    private long nextAfter(@Nullable Long offset) throws IOException {
        new Rewind(folder, NAMES, RULES).to(offset, 0);
        try (var files = open()) {
            return files.next().orElseThrow();
        }
    }

    private PartitionFiles open() throws IOException {
        return PartitionFiles.open(folder, NAMES, RULES);
    }

    private List<String> contents() {
        return new TreeMap<>(folder.visible())
                .entrySet().stream()
                        .map(e -> NAMES.firstOffset(e.getKey()).orElseThrow() + ": "
                                + new String(e.getValue(), UTF_8).replace("\r\n", "|"))
                        .toList();
    }
}
