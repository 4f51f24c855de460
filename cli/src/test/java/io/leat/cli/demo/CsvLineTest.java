package io.leat.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CsvLineTest {

    @Test
    void onlyTheFilledCellsAreShownWithTheirNames() {
        assertThat(CsvLine.filled("cpu,free,name", "cpu0,,cpu")).isEqualTo("cpu=cpu0 name=cpu");
    }

    @Test
    void aQuotedCellIsOneCell() {
        assertThat(CsvLine.filled("a,b", "\"x, \"\"y\"\"\",2")).isEqualTo("a=x, \"y\" b=2");
    }
}
