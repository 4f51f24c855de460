package io.leat.log.partition;

import io.leat.testing.Seeded;

class LogSimulationTest {
    private static final int STEPS = 150;

    @Seeded(60)
    void whateverHappensToTheDiskWhatWasAcknowledgedIsThereAndNothingElseIs(long seed) {
        LogSimulation simulation = new LogSimulation(seed);
        for (int step = 0; step < STEPS; step++) {
            try {
                simulation.step();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("step %d: %s".formatted(step, e.getMessage()), e);
            }
        }
    }
}
