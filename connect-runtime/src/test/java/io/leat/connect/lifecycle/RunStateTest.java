package io.leat.connect.lifecycle;

import static io.leat.connect.lifecycle.RunState.DESTROYED;
import static io.leat.connect.lifecycle.RunState.FAILED;
import static io.leat.connect.lifecycle.RunState.PAUSED;
import static io.leat.connect.lifecycle.RunState.RESTARTING;
import static io.leat.connect.lifecycle.RunState.RUNNING;
import static io.leat.connect.lifecycle.RunState.STOPPED;
import static io.leat.connect.lifecycle.RunState.UNASSIGNED;
import static org.assertj.core.api.Assertions.assertThat;

import io.leat.connect.lifecycle.RunState.Event;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunStateTest {

    /** The whole table: for each event the states after UNASSIGNED, RUNNING, PAUSED, STOPPED, FAILED, RESTARTING, DESTROYED. */
    private static final Map<Event, List<RunState>> TABLE = Map.of(
            Event.STARTED, List.of(RUNNING, RUNNING, RUNNING, RUNNING, FAILED, RUNNING, DESTROYED),
            Event.PAUSED, List.of(PAUSED, PAUSED, PAUSED, PAUSED, FAILED, PAUSED, DESTROYED),
            Event.STOPPED, List.of(STOPPED, STOPPED, STOPPED, STOPPED, STOPPED, STOPPED, DESTROYED),
            Event.FAILED, List.of(FAILED, FAILED, FAILED, FAILED, FAILED, FAILED, DESTROYED),
            Event.ENDED, List.of(UNASSIGNED, UNASSIGNED, UNASSIGNED, UNASSIGNED, UNASSIGNED, RESTARTING, DESTROYED),
            Event.RESTART_REQUESTED,
                    List.of(RESTARTING, RESTARTING, RESTARTING, RESTARTING, RESTARTING, RESTARTING, DESTROYED),
            Event.DELETED, List.of(DESTROYED, DESTROYED, DESTROYED, DESTROYED, DESTROYED, DESTROYED, DESTROYED));

    @Test
    void everyPairOfStateAndEventHasTheStateOfTheTable() {
        for (Event event : Event.values()) {
            for (RunState state : RunState.values()) {
                assertThat(state.on(event))
                        .as("%s on %s", state, event)
                        .isEqualTo(TABLE.getOrDefault(event, List.of())
                                .get(List.of(RunState.values()).indexOf(state)));
            }
        }
    }
}
