package io.leat.cli.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void columnsAreAsWideAsTheirWidestCellAndNumbersStandRight() {
        var table = new Table("NAME", ">RECORDS").row("a", 5).row("longer", 1234567890L);

        assertThat(table.lines()).containsExactly("NAME       RECORDS", "a                5", "longer  1234567890");
    }

    @Test
    void aLineBreakInACellDoesNotBreakTheRow() {
        assertThat(new Table("A").row("x\n\ty").lines()).containsExactly("A", "x y");
    }

    @Test
    void aRowOfAnotherLengthIsAMistakeOfTheCaller() {
        assertThatThrownBy(() -> new Table("A").row("x", "y")).hasMessageContaining("2 cells for 1 columns");
    }
}
