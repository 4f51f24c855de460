package io.leat.connect.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.leat.connect.lifecycle.Restarts.Policy;
import io.leat.connect.lifecycle.Restarts.Standing;
import org.junit.jupiter.api.Test;

class RestartsTest {
    private static final Policy THREE = new Policy(3, 100, 250, 10_000);

    private final Restarts<String> restarts = new Restarts<>();

    @Test
    void eachRestartWaitsTwiceAsLongUpToTheLongestUntilTheBudgetIsUsedUp() {
        assertThat(restarts.failed("a", 1, THREE, 0)).isEqualTo(new Standing(1, 3, 100L));
        assertThat(restarts.takeDue(99)).isEmpty();
        assertThat(restarts.takeDue(100)).containsExactly("a");
        assertThat(restarts.takeDue(100)).isEmpty();
        assertThat(restarts.failed("a", 1, THREE, 100)).isEqualTo(new Standing(2, 3, 300L));
        restarts.takeDue(300);
        assertThat(restarts.failed("a", 1, THREE, 400)).isEqualTo(new Standing(3, 3, 650L));
        restarts.takeDue(650);

        assertThat(restarts.failed("a", 1, THREE, 700)).isEqualTo(new Standing(3, 3, null));

        assertThat(restarts.nextDue()).isEqualTo(Long.MAX_VALUE);
        assertThat(restarts.standing("a")).isEqualTo(new Standing(3, 3, null));
    }

    @Test
    void whatHasRunLongEnoughOrRunsWithAnotherConfigurationOrWasForgottenBeginsAnew() {
        restarts.failed("a", 1, THREE, 0);
        restarts.takeDue(100);
        restarts.started("a", 1_000);

        assertThat(restarts.failed("a", 1, THREE, 10_999)).isEqualTo(new Standing(2, 3, 11_199L));
        restarts.started("a", 20_000);
        assertThat(restarts.failed("a", 1, THREE, 30_000)).isEqualTo(new Standing(1, 3, 30_100L));
        assertThat(restarts.failed("a", 2, THREE, 30_001)).isEqualTo(new Standing(1, 3, 30_101L));
        restarts.forget("a");
        assertThat(restarts.failed("a", 2, THREE, 30_002)).isEqualTo(new Standing(1, 3, 30_102L));
    }

    @Test
    void aPolicyOfNoneLeavesItAloneAndOneWithoutEndGoesOn() {
        assertThat(restarts.failed("a", 1, Policy.NEVER, 0)).isNull();
        assertThat(restarts.takeDue(Long.MAX_VALUE)).isEmpty();

        Policy forEver = new Policy(-1, 100, 1_000, 10_000);
        Standing last = null;
        for (int i = 0; i < 100; i++) {
            last = restarts.failed("b", 1, forEver, i);
        }

        assertThat(last).isEqualTo(new Standing(100, -1, 1_099L));
    }
}
