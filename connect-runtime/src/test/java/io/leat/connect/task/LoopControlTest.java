package io.leat.connect.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoopControlTest {

    @Test
    void aLoopThatWasLeftBehindWritesNothingAnyMore() {
        var control = new LoopControl(false);
        assertThat(control.beginWrite()).isTrue();
        control.endWrite();

        assertThat(control.abandon()).isTrue();

        assertThat(control.beginWrite()).isFalse();
        assertThat(control.isStopping()).isTrue();
        assertThat(control.abandon()).isTrue();
    }

    @Test
    void aLoopIsNotLeftBehindInTheMiddleOfAWrite() {
        var control = new LoopControl(false);
        assertThat(control.beginWrite()).isTrue();

        assertThat(control.abandon()).isFalse();
        control.endWrite();

        assertThat(control.abandon()).isTrue();
    }

    @Test
    void aStopIsNotTakenBack() {
        var control = new LoopControl(true);
        control.stop();

        control.resume();
        control.pause();

        assertThat(control.isStopping()).isTrue();
        assertThat(control.isPausing()).isFalse();
    }

    @Test
    void whoWaitsForAResumeIsWokenByItAndByAStop() throws InterruptedException {
        for (boolean stop : new boolean[] {false, true}) {
            var control = new LoopControl(true);
            var wakeups = new AtomicInteger();
            control.onChange(wakeups::incrementAndGet);
            var woken = new CountDownLatch(1);
            var waiting = new Thread(() -> {
                try {
                    control.awaitResumeOrStop();
                    woken.countDown();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            waiting.start();

            if (stop) {
                control.stop();
            } else {
                control.resume();
            }

            woken.await();
            assertThat(wakeups).hasValue(1);
        }
    }

    @Test
    void aPauseBetweenTriesEndsAtOnceWhenItIsTimeToStop() throws InterruptedException {
        var control = new LoopControl(false);
        assertThat(control.sleep(1)).isTrue();
        control.stop();

        assertThat(control.sleep(Long.MAX_VALUE)).isFalse();
    }
}
