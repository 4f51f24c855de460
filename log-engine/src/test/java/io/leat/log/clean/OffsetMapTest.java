package io.leat.log.clean;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.leat.testing.Seeded;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OffsetMapTest {

    @Seeded(20)
    void itTellsTheLastOffsetOfEachKeyAsAMapDoes(long seed) {
        Random random = new Random(seed);
        int keys = 1 + random.nextInt(500);
        OffsetMap map = new OffsetMap(keys, Long.MAX_VALUE, 0.5 + random.nextDouble() * 0.4);
        Map<String, Long> model = new HashMap<>();
        for (long offset = 0; offset < 2000; offset++) {
            String key = "key " + random.nextInt(keys);
            assertThat(map.put(bytes(key), offset)).isTrue();
            model.put(key, offset);
        }
        assertThat(map.size()).isEqualTo(model.size());
        assertThat(map.latest()).isEqualTo(1999);
        for (int i = 0; i < keys; i++) {
            assertThat(map.get(bytes("key " + i))).isEqualTo(model.getOrDefault("key " + i, -1L));
        }
    }

    @Test
    void keysThatMeetInEverySlotOfTheirHashAreKeptApart() {
        OffsetMap map = new OffsetMap(10, Long.MAX_VALUE, 0.9, new LastByte());
        for (int i = 0; i < 10; i++) {
            assertThat(map.put(new byte[] {(byte) i}, 100 + i)).isTrue();
        }
        for (int i = 0; i < 10; i++) {
            assertThat(map.get(new byte[] {(byte) i})).isEqualTo(100 + i);
        }
        assertThat(map.get(new byte[] {77})).isEqualTo(-1);
    }

    @Test
    void aFullMapTakesNoNewKeyAndStillNotesKnownOnes() {
        OffsetMap map = new OffsetMap(1_000_000, 20L * OffsetMap.SLOT, 0.5);
        assertThat(map.capacity()).isEqualTo(10);
        for (int i = 0; i < 10; i++) {
            assertThat(map.put(bytes("k" + i), i)).isTrue();
        }
        assertThat(map.put(bytes("k10"), 10)).isFalse();
        assertThat(map.latest()).isEqualTo(9);
        assertThat(map.get(bytes("k10"))).isEqualTo(-1);
        assertThat(map.put(bytes("k3"), 11)).isTrue();
        assertThat(map.get(bytes("k3"))).isEqualTo(11);
        assertThat(map.latest()).isEqualTo(11);
    }

    @Test
    void itTakesNoMoreMemoryThanTheKeysThereCanBe() {
        assertThat(new OffsetMap(3, 128 * 1024 * 1024, 0.9).capacity()).isBetween(3, 5);
        assertThat(new OffsetMap(1, 1, 0.9).capacity())
                .as("one key always fits")
                .isEqualTo(1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    /** Hashes to sixteen bytes of which only the last differs, so that all keys look at the same slots first. */
    private static final class LastByte extends MessageDigest {
        private byte last;

        LastByte() {
            super("last byte");
        }

        @Override
        protected void engineUpdate(byte input) {
            last = input;
        }

        @Override
        protected void engineUpdate(byte[] input, int offset, int length) {
            last = input[offset + length - 1];
        }

        @Override
        protected byte[] engineDigest() {
            byte[] hash = new byte[16];
            Arrays.fill(hash, (byte) 0);
            hash[15] = last;
            return hash;
        }

        @Override
        protected void engineReset() {
            last = 0;
        }
    }
}
