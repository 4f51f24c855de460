package io.leat.connect.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OwnSettingsTest {
    private static final Map<String, String> WORKER = Map.of(OwnSettings.STUCK_TIMEOUT, "7");

    @Test
    void aConnectorsSettingsWinOverTheWorkersUnlessTheyCannotBeUnderstood() {
        assertThat(stuckTimeout(Map.of())).isEqualTo(7);
        assertThat(stuckTimeout(Map.of(OwnSettings.STUCK_TIMEOUT, "9"))).isEqualTo(9);
        assertThat(stuckTimeout(Map.of(OwnSettings.STUCK_TIMEOUT, "${file:a:b}")))
                .isEqualTo(7);
    }

    private static long stuckTimeout(Map<String, String> connector) {
        return OwnSettings.of(WORKER, connector).getLong(OwnSettings.STUCK_TIMEOUT);
    }
}
