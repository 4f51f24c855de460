package io.leat.log.clean;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.leat.testing.Seeded;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.slf4j.LoggerFactory;

class CleaningSimulationTest {
    private static final int STEPS = 200;

    private final Logger logger = (Logger) LoggerFactory.getLogger("io.leat.log");

    @BeforeEach
    void silence() {
        logger.setLevel(Level.OFF); // Every recovery says what it does.
    }

    @AfterEach
    void speak() {
        logger.setLevel(null);
    }

    @Seeded(100)
    void theNewestCommittedRecordOfEachKeyIsAlwaysFoundAndWhatMayGoGoes(long seed) {
        CleaningSimulation simulation = new CleaningSimulation(seed);
        for (int step = 0; step < STEPS; step++) {
            try {
                simulation.step();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("step %d: %s".formatted(step, e.getMessage()), e);
            }
        }
        simulation.settle();
    }
}
