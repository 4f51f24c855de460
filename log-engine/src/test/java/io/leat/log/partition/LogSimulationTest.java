package io.leat.log.partition;

import org.junit.jupiter.api.Test;

class LogSimulationTest {
    private static final long FIRST_SEED = Long.getLong("seed", 1);
    private static final int SEEDS = Integer.getInteger("seeds", 60);
    private static final int STEPS = 150;

    @Test
    void whateverHappensToTheDiskWhatWasAcknowledgedIsThereAndNothingElseIs() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            LogSimulation simulation = new LogSimulation(seed);
            int step = 0;
            try {
                while (step < STEPS) {
                    simulation.step();
                    step++;
                }
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        ("seed %d fails at step %d; repeat with mvn -o -pl log-engine -am test -Dtest=LogSimulationTest"
                                        + " -Dsurefire.failIfNoSpecifiedTests=false -DargLine='-Dseed=%d -Dseeds=1'")
                                .formatted(seed, step, seed),
                        e);
            }
        }
    }
}
