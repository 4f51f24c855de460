package io.leat.log.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leat.log.disk.FaultyDisk;
import io.leat.log.settings.BrokerSettings;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a start looks at, after a killed process and after a power cut. */
class BootNoteTest {
    private static final TopicPartition T0 = new TopicPartition("t", 0);
    private static final int BATCHES = 20;
    private static final String LOG = "t-0/00000000000000000000.log";

    private final FaultyDisk disk = new FaultyDisk(new Random(1));

    @BeforeEach
    void twoMegabytes() {
        EmbeddedBroker broker = open();
        broker.topics().create(new NewTopic("t", 1, (short) 1));
        for (int i = 0; i < BATCHES; i++) {
            append(broker, "x".repeat(100_000));
        }
    }

    @Test
    void afterAKilledProcessOnlyHeadersAreReadAndDamageBetweenThemIsForTheReader() {
        disk.kill();
        disk.flipBit(LOG, 8 * 150_000);

        EmbeddedBroker broker = open();

        assertThat(broker.partition(T0).log().logEndOffset()).isEqualTo(BATCHES);
        assertThatThrownBy(() -> Batches.valuesOf(broker.partition(T0))).isInstanceOf(CorruptRecordException.class);
    }

    @Test
    void theEndOfAFileIsReadAllTheSame() {
        disk.kill();
        disk.flipBit(LOG, 8 * (disk.size(LOG) - 1000));

        assertThat(open().partition(T0).log().logEndOffset()).isEqualTo(BATCHES - 1);
    }

    @Test
    void afterAPowerCutEveryByteIsRead() {
        disk.cutPower();
        disk.flipBit(LOG, 8 * 150_000);

        assertThat(open().partition(T0).log().logEndOffset()).isEqualTo(1);
    }

    @Test
    void aSecondKillAfterAPowerCutChangesNothingOfWhatTheFirstStartSaw() {
        disk.cutPower();
        EmbeddedBroker broker = open();
        append(broker, "y");
        long end = broker.partition(T0).log().logEndOffset();
        disk.kill();

        assertThat(open().partition(T0).log().logEndOffset()).isEqualTo(end);
    }

    @Test
    void aFolderWhoseDiskFailedIsReadWhole() {
        EmbeddedBroker broker;
        disk.kill();
        broker = open();
        broker.partition(T0)
                .dir()
                .fail(new io.leat.log.disk.StorageException("flush", LOG, 0, new java.io.IOException()));
        disk.kill();
        disk.flipBit(LOG, 8 * 150_000);

        assertThat(open().partition(T0).log().logEndOffset()).isEqualTo(1);
    }

    @Test
    void aCleanStopTakesTheNoteAway() {
        disk.kill();
        open().close();

        assertThat(disk.files()).doesNotContain(".leat_boot").contains(".kafka_cleanshutdown");
    }

    private EmbeddedBroker open() {
        return EmbeddedBroker.open(
                BrokerSettings.parse(Map.of("log.dirs", "one")), InstantSource.system(), path -> disk.root());
    }

    private static void append(EmbeddedBroker broker, String value) {
        broker.append(new Part(broker.partition(T0), Batches.of(value)), Acks.FLUSHED)
                .join();
    }
}
