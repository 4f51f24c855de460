package io.leat.cli.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import io.leat.connect.worker.Loggers;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class LogbackLevelsTest {
    private final LoggerContext context = new LoggerContext();
    private final Loggers loggers = Loggers.alone(new LogbackLevels(context), InstantSource.system());

    @Test
    void aLoggerHasTheLevelOfTheOneAboveItUntilItIsGivenItsOwn() {
        context.getLogger("org.example.Part");
        assertThat(loggers.one("org.example.Part").level()).isEqualTo("DEBUG"); // Logback's root begins so
        assertThat(loggers.set("root", "WARN")).contains("root", "org.example", "org.example.Part");
        assertThat(loggers.set("org.example", "trace")).containsExactly("org.example", "org.example.Part");
        assertThat(context.getLogger("org.example.Part").isTraceEnabled()).isTrue();
        assertThat(loggers.one("ROOT").level()).isEqualTo("WARN");
    }

    @Test
    void fatalIsErrorAndOffIsNotListed() {
        assertThat(loggers.set("org.example", "FATAL")).contains("org.example");
        assertThat(loggers.one("org.example").level()).isEqualTo("ERROR");
        assertThat(loggers.set("org.example", "OFF")).contains("org.example");
        assertThat(loggers.all()).doesNotContainKey("org.example").containsKey("root");
    }
}
