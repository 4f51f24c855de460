package io.leat.connect.lifecycle;

import static io.leat.connect.lifecycle.TargetState.PAUSED;
import static io.leat.connect.lifecycle.TargetState.STARTED;
import static io.leat.connect.lifecycle.TargetState.STOPPED;
import static org.assertj.core.api.Assertions.assertThat;

import io.leat.connect.lifecycle.Actual.Instance;
import io.leat.connect.lifecycle.Actual.Phase;
import io.leat.connect.lifecycle.Operation.StartConnector;
import io.leat.connect.lifecycle.Operation.StartTask;
import io.leat.connect.lifecycle.Operation.StopConnector;
import io.leat.connect.lifecycle.Operation.StopTask;
import io.leat.connect.lifecycle.Operation.SwitchConnector;
import io.leat.connect.lifecycle.Operation.SwitchTask;
import io.leat.testing.Seeded;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReconcilerTest {
    private static final Map<String, String> V1 = Map.of("v", "1");
    private static final Map<String, String> V2 = Map.of("v", "2");
    private static final TaskId TASK = new TaskId("c", 0);

    @Test
    void aNewConnectorAndItsTaskAreStarted() {
        assertThat(Reconciler.plan(wanted(V1, STARTED), nothing()))
                .containsExactly(new StartConnector("c", V1, STARTED), new StartTask(TASK, task(V1), STARTED));
    }

    @Test
    void aDeletedConnectorIsStoppedWithItsTasks() {
        assertThat(Reconciler.plan(new Wanted(Map.of()), actual(V1, STARTED, Phase.LIVE)))
                .containsExactly(new StopConnector("c"), new StopTask(TASK));
    }

    @Test
    void aPauseIsAWordToTheRunningInstances() {
        assertThat(Reconciler.plan(wanted(V1, PAUSED), actual(V1, STARTED, Phase.LIVE)))
                .containsExactly(new SwitchConnector("c", PAUSED), new SwitchTask(TASK, PAUSED));
    }

    @Test
    void aStopEndsTheTaskAndReplacesTheConnectorByOneThatRunsNoCode() {
        var plan = Reconciler.plan(wanted(V1, STOPPED), actual(V1, STARTED, Phase.LIVE));

        assertThat(plan).containsExactly(new StopConnector("c"), new StopTask(TASK));
        assertThat(Reconciler.plan(wanted(V1, STOPPED), nothing()))
                .containsExactly(new StartConnector("c", V1, STOPPED));
    }

    @Test
    void aNewConfigurationReplacesTheInstanceOnceTheOldOneIsGone() {
        assertThat(Reconciler.plan(wanted(V2, STARTED), actual(V1, STARTED, Phase.LIVE)))
                .containsExactly(new StopConnector("c"), new StopTask(TASK));
        assertThat(Reconciler.plan(wanted(V2, STARTED), actual(V1, STARTED, Phase.STOPPING)))
                .isEmpty();
    }

    @Test
    void whatIsAskedToRestartIsReplacedAlthoughNothingChanged() {
        assertThat(Reconciler.plan(wanted(V1, STARTED), actual(V1, STARTED, Phase.STALE)))
                .containsExactly(new StopConnector("c"), new StopTask(TASK));
    }

    /** Plans run in any order of worlds, with stops that end at once or later, always end in what is wanted. */
    @Seeded(8)
    void plansLeadToWhatIsWantedFromAnywhereAndNeverRunTwoOfOne(long seed) {
        var random = new Random(seed);
        var world = new World();
        for (int round = 0; round < 200; round++) {
            Wanted wanted = randomWanted(random);
            for (int step = 0; step < 4; step++) {
                Reconciler.plan(wanted, world.actual()).forEach(world::run);
                if (random.nextBoolean()) {
                    world.stoppingEnds();
                }
            }
            for (int settle = 0; settle < 3; settle++) {
                world.stoppingEnds();
                Reconciler.plan(wanted, world.actual()).forEach(world::run);
            }
            assertThat(Reconciler.plan(wanted, world.actual()))
                    .as("seed %d", seed)
                    .isEmpty();
            assertThat(world.connectors.keySet()).isEqualTo(wanted.connectors().keySet());
        }
    }

    /** Runs operations as the worker does, and refuses a second instance of what is there. */
    private static final class World {
        final Map<String, Instance<Map<String, String>>> connectors = new HashMap<>();
        final Map<TaskId, Instance<Wanted.Task>> tasks = new HashMap<>();

        Actual actual() {
            return new Actual(Map.copyOf(connectors), Map.copyOf(tasks));
        }

        void stoppingEnds() {
            connectors.values().removeIf(i -> i.phase() == Phase.STOPPING);
            tasks.values().removeIf(i -> i.phase() == Phase.STOPPING);
        }

        void run(Operation operation) {
            if (operation instanceof StartConnector o) {
                assertThat(connectors.put(o.connector(), new Instance<>(o.config(), o.target(), Phase.LIVE)))
                        .isNull();
            } else if (operation instanceof StartTask o) {
                assertThat(tasks.put(o.task(), new Instance<>(o.config(), o.target(), Phase.LIVE)))
                        .isNull();
            } else if (operation instanceof StopConnector o) {
                connectors.computeIfPresent(
                        o.connector(), (k, i) -> new Instance<>(i.config(), i.target(), Phase.STOPPING));
            } else if (operation instanceof StopTask o) {
                tasks.computeIfPresent(o.task(), (k, i) -> new Instance<>(i.config(), i.target(), Phase.STOPPING));
            } else if (operation instanceof SwitchConnector o) {
                connectors.computeIfPresent(o.connector(), (k, i) -> new Instance<>(i.config(), o.target(), i.phase()));
            } else if (operation instanceof SwitchTask o) {
                tasks.computeIfPresent(o.task(), (k, i) -> new Instance<>(i.config(), o.target(), i.phase()));
            }
        }
    }

    private static Wanted randomWanted(Random random) {
        Map<String, Wanted.Connector> connectors = new HashMap<>();
        for (String name : List.of("a", "b", "c")) {
            if (random.nextInt(4) > 0) {
                Map<String, String> config = random.nextBoolean() ? V1 : V2;
                List<Wanted.Task> tasks = new ArrayList<>();
                for (int n = random.nextInt(3); n > 0; n--) {
                    tasks.add(task(config));
                }
                TargetState target = List.of(TargetState.values()).get(random.nextInt(3));
                connectors.put(name, new Wanted.Connector(config, target, tasks));
            }
        }
        return new Wanted(connectors);
    }

    private static Wanted.Task task(Map<String, String> config) {
        return new Wanted.Task(config, Map.of("t", "0"));
    }

    private static Wanted wanted(Map<String, String> config, TargetState target) {
        return new Wanted(Map.of("c", new Wanted.Connector(config, target, List.of(task(config)))));
    }

    private static Actual nothing() {
        return new Actual(Map.of(), Map.of());
    }

    private static Actual actual(Map<String, String> config, TargetState target, Phase phase) {
        return new Actual(
                Map.of("c", new Instance<>(config, target, phase)),
                Map.of(TASK, new Instance<>(task(config), target, phase)));
    }
}
