package io.leat.log.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.junit.jupiter.api.Test;

class FieldsTest {
    @Test
    void aRequestWithSoManyFieldsAsMayBeIsRead() {
        assertThat(readTopics(50, 102).topics()).hasSize(50);
    }

    @Test
    void aRequestWithMoreFieldsThanMayBeIsRefused() {
        assertThatThrownBy(() -> readTopics(50, 101))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("fields");
    }

    @Test
    void anArrayLongerThanMayBeIsRefusedBeforeThereIsRoomForIt() {
        assertThatThrownBy(() -> read(names(Integer.MAX_VALUE, 1_000), 500))
                .isInstanceOf(RuntimeException.class)
                .hasMessageContaining("collection of size " + Integer.MAX_VALUE);
        assertThatThrownBy(() -> read(names(1_000, 1_000), 500)).hasMessageContaining("collection of size 1000");
    }

    @Test
    void theHeapSaysHowManyMayBe() {
        assertThat(Fields.most(64L << 20)).isEqualTo(131_072);
        assertThat(Fields.most(1)).isEqualTo(100_000);
        assertThat(Fields.most(Long.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
    }

    /** Metadata in version 0, an array of names, all empty. */
    private static ByteBuffer names(int told, int there) {
        return ByteBuffer.allocate(Integer.BYTES + there * Short.BYTES).putInt(0, told);
    }

    /** ListOffsets in version 1: a replica, and an array of topics, each an empty name and an empty array. */
    private static ListOffsetsRequestData readTopics(int topics, int most) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * Integer.BYTES + topics * (Short.BYTES + Integer.BYTES))
                .putInt(4, topics);
        return new ListOffsetsRequestData(new Fields(bytes, most), (short) 1);
    }

    private static MetadataRequestData read(ByteBuffer bytes, int most) {
        return new MetadataRequestData(new Fields(bytes, most), (short) 0);
    }
}
