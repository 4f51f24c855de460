package io.leat.log.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlarmsTest {
    private final Alarms alarms = new Alarms();
    private final List<String> rung = new ArrayList<>();

    @Test
    void whatIsDueIsDoneInTheOrderOfItsTimeAndOnce() {
        Runnable unused = alarms.at(20, () -> rung.add("b"));
        unused = alarms.at(10, () -> rung.add("a"));
        unused = alarms.at(20, () -> rung.add("c"));
        unused = alarms.at(30, () -> rung.add("d"));
        alarms.ring(20);
        alarms.ring(20);
        assertThat(rung).containsExactly("a", "b", "c");
        assertThat(alarms.wait(20L, 300L)).isEqualTo(10);
    }

    @Test
    void whatWasTakenBackIsNotDone() {
        Runnable back = alarms.at(10, () -> rung.add("a"));
        back.run();
        alarms.ring(10);
        assertThat(rung).isEmpty();
    }

    @Test
    void whatWasTakenBackIsNotKeptUntilItWouldBeDue() {
        Runnable unused = alarms.at(5, () -> rung.add("a"));
        for (int i = 0; i < 10_000; i++) {
            alarms.at(Long.MAX_VALUE, () -> rung.add("late")).run();
        }
        assertThat(alarms.size()).isLessThan(200);
        alarms.ring(5);
        assertThat(rung).containsExactly("a");
    }
}
