package io.leat.connect.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.leat.log.LogEngine;
import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNamesTest {
    @Test
    void aSettingIsComparedAsAWholeNotByItsLastWord() {
        assertThat(NearestNames.of("log.segmnt.bytes", LogEngine.settingNames()).get(0))
                .isEqualTo("log.segment.bytes");
    }

    @Test
    void aClassIsComparedByItsSimpleNameToo() {
        assertThat(NearestNames.ofClasses("CsvSnk", List.of("a.b.CsvSinkConnector", "a.b.CsvSink", "CsSource")))
                .startsWith("a.b.CsvSink");
    }

    @Test
    void ofEquallyNearOnesTheFirstInTheAlphabetComesFirstAndNoMoreThanThree() {
        assertThat(NearestNames.of("x", List.of("d", "c", "b", "a"))).containsExactly("a", "b", "c");
    }
}
