package io.leat.log.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RequestMemoryTest {
    private static final int MIB = 1 << 20;

    private final AtomicLong used = new AtomicLong();
    private final RequestMemory memory = new RequestMemory(16 * MIB, used);

    @Test
    void aBufferThatWasGivenBackIsUsedAgain() {
        ByteBuffer first = Objects.requireNonNull(memory.tryAllocate(3000));
        memory.release(first);
        assertThat(memory.tryAllocate(4000))
                .isSameAs(first)
                .matches(it -> it.remaining() == 4000 && it.position() == 0);
        assertThat(used).hasValue(4096);
    }

    @Test
    void largeRequestsLeaveRoomForSmallOnes() {
        assertThat(memory.tryAllocate(10 * MIB)).isNotNull();
        assertThat(memory.tryAllocate(4 * MIB)).isNull();
        assertThat(memory.tryAllocate(100)).isNotNull();
    }

    @Test
    void theBoundHoldsForAllThreadsTogether() {
        RequestMemory other = new RequestMemory(16 * MIB, used);
        for (int i = 0; i < 8; i++) {
            assertThat(memory.tryAllocate(MIB)).isNotNull();
            assertThat(other.tryAllocate(MIB)).isNotNull();
        }
        assertThat(memory.tryAllocate(MIB)).isNull();
        assertThat(other.isOutOfMemory()).isTrue();
    }

    @Test
    void aRequestAboveTheBoundIsLetInAlone() {
        ByteBuffer huge = Objects.requireNonNull(memory.tryAllocate(40 * MIB));
        assertThat(memory.tryAllocate(10)).isNull();
        memory.release(huge);
        assertThat(memory.tryAllocate(10)).isNotNull();
    }

    @Test
    void memoryOfWhichMoreThanHalfIsInUseIsScarce() {
        ByteBuffer half = Objects.requireNonNull(memory.tryAllocate(8 * MIB));
        assertThat(memory.isScarce()).isFalse();
        assertThat(memory.tryAllocate(1)).isNotNull();
        assertThat(memory.isScarce()).isTrue();
        memory.release(half);
        assertThat(memory.isScarce()).isFalse();
        assertThat(new RequestMemory(MIB, new AtomicLong()).isScarce())
                .as("a small one, unused")
                .isFalse();
    }
}
