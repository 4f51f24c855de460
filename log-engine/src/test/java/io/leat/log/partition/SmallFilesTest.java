package io.leat.log.partition;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files beside the batches, in the exact text that Kafka writes. */
class SmallFilesTest {

    @Test
    void anOffsetCheckpointIsKafkasText() {
        OffsetCheckpoint offsets = new OffsetCheckpoint(Map.of(
                new TopicPartition("b", 1), 7L, new TopicPartition("b", 0), 12L, new TopicPartition("a", 3), 0L));
        assertThat(new String(offsets.write(), UTF_8)).isEqualTo("0\n3\na 3 0\nb 0 12\nb 1 7\n");
        assertThat(OffsetCheckpoint.read("f", offsets.write())).isEqualTo(offsets);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0", "1\n0\n", "0\n2\na 0 1\n", "0\n1\na 0\n", "0\n1\na x 1\n", "0\nx\n", "0\n0\na 0 1\n"})
    void anOffsetCheckpointOfAnotherFormIsRefusedByName(String text) {
        assertThatThrownBy(() -> OffsetCheckpoint.read("recovery-point-offset-checkpoint", text.getBytes(UTF_8)))
                .isInstanceOf(CorruptRecordException.class)
                .hasMessageContaining("recovery-point-offset-checkpoint");
    }

    @Test
    void theTopicIdIsInThePartitionsMetadata() {
        Uuid id = Uuid.fromString("8AdBGNKbRWmgTHgTpBrLJw");
        byte[] bytes = new PartitionMetadata(id).write();
        assertThat(new String(bytes, UTF_8)).isEqualTo("version: 0\ntopic_id: 8AdBGNKbRWmgTHgTpBrLJw\n");
        assertThat(PartitionMetadata.read(bytes).topicId()).isEqualTo(id);
        assertThatThrownBy(() -> PartitionMetadata.read("version: 1\n".getBytes(UTF_8)))
                .isInstanceOf(CorruptRecordException.class);
    }

    @Test
    void metaPropertiesAreThoseOfAKraftNode() {
        MetaProperties meta = new MetaProperties(3, "c", new Uuid(1, 2));
        assertThat(MetaProperties.read(meta.write())).isEqualTo(meta);
        assertThat(new String(meta.write(), UTF_8)).contains("version=1\nnode.id=3\ncluster.id=c\ndirectory.id=");
        assertThatThrownBy(() -> MetaProperties.read("version=0\nbroker.id=1\n".getBytes(UTF_8)))
                .isInstanceOf(CorruptRecordException.class)
                .hasMessageContaining("version=0");
        assertThatThrownBy(() -> MetaProperties.read("version=1\nnode.id=1\n".getBytes(UTF_8)))
                .hasMessageContaining("cluster.id");
    }

    @Test
    void leaderEpochsBeginEndAndAreCut() {
        LeaderEpochs epochs =
                LeaderEpochs.NONE.with(0, 0).with(2, 10).with(1, 11).with(5, 30);
        assertThat(new String(epochs.write(), UTF_8)).isEqualTo("0\n3\n0 0\n2 10\n5 30\n");
        assertThat(LeaderEpochs.read(epochs.write())).isEqualTo(epochs);
        assertThat(epochs.cutTo(20).latest()).isEqualTo(2);
        assertThat(new String(epochs.startingAt(15).write(), UTF_8)).isEqualTo("0\n2\n2 15\n5 30\n");
        assertThat(epochs.with(6, 30).starts())
                .as("an epoch without a record is forgotten")
                .doesNotContainKey(5);
    }
}
