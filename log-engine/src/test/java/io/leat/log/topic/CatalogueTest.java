package io.leat.log.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leat.testing.Seeded;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogueTest {
    private final Catalogue catalogue = new Catalogue();
    private long ids;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''      | Topic name is invalid: the empty string is not allowed",
                ".       | Topic name is invalid: '.' is not allowed",
                "..      | Topic name is invalid: '..' is not allowed",
                "a b     | Topic name is invalid: 'a b' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'",
                "ä       | Topic name is invalid: 'ä' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'",
            })
    void aNameThatIsNotLegalIsRefusedInKafkasWords(String name, String message) {
        assertThatThrownBy(() -> create(name, 1))
                .isInstanceOf(InvalidTopicException.class)
                .hasMessage(message);
    }

    @Test
    void aNameMayHave249CharactersAndNotOneMore() {
        create("x".repeat(249), 1);

        assertThatThrownBy(() -> create("y".repeat(250), 1))
                .isInstanceOf(InvalidTopicException.class)
                .hasMessageContaining("is longer than the max allowed length 249");
    }

    @Test
    void namesThatDifferOnlyInDotsAndUnderscoresCollide() {
        create("a.b_c", 1);

        assertThatThrownBy(() -> create("a_b.c", 1))
                .isInstanceOf(InvalidTopicException.class)
                .hasMessage("Topic 'a_b.c' collides with existing topic: a.b_c");
        assertThatThrownBy(() -> create("a.b_c", 1))
                .isInstanceOf(TopicExistsException.class)
                .hasMessage("Topic 'a.b_c' already exists.");
    }

    @Test
    void aNameIsFreeAgainOnceItsTopicIsDeleted() {
        create("a.b", 1);
        catalogue.apply(catalogue.delete("a.b"));

        create("a_b", 1);

        assertThat(catalogue.find("a.b")).isEmpty();
        assertThatThrownBy(() -> catalogue.delete("a.b")).isInstanceOf(UnknownTopicOrPartitionException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -2, 2, 3})
    void aReplicationFactorOtherThanOneIsRefused(int factor) {
        assertThatThrownBy(() -> catalogue.create(new Uuid(1, 1), "t", 1, factor, Map.of()))
                .isInstanceOf(InvalidReplicationFactorException.class);
    }

    @Test
    void aRefusedReplicationFactorComesWithWhatToDo() {
        assertThatThrownBy(() -> catalogue.create(new Uuid(1, 1), "t", 1, 3, Map.of()))
                .hasMessageContaining(
                        "The target replication factor of 3 cannot be reached because only 1 broker(s) are registered")
                .hasMessageContaining("bootstrap.servers");
    }

    @Test
    void partitionsGrowAndNeverShrink() {
        create("t", 3);

        assertThatThrownBy(() -> catalogue.grow("t", 2))
                .isInstanceOf(InvalidPartitionsException.class)
                .hasMessage("The topic t currently has 3 partition(s); 2 would not be an increase.");
        assertThatThrownBy(() -> catalogue.grow("t", 3)).hasMessage("Topic already has 3 partition(s).");
        catalogue.apply(catalogue.grow("t", 4));
        assertThat(catalogue.require("t").partitions()).isEqualTo(4);
    }

    @Seeded(6)
    void replayingTheRecordsOrTheSnapshotGivesTheSameCatalogue(long seed) {
        Random random = new Random(seed);
        Catalogue replayed = new Catalogue();
        for (int step = 0; step < 500; step++) {
            CatalogueRecord change = someChange(random);
            catalogue.apply(change);
            replayed.apply(CatalogueCodec.decode(ByteBuffer.wrap(CatalogueCodec.encode(change))));
        }
        Catalogue fromSnapshot = new Catalogue();
        catalogue.snapshot().forEach(fromSnapshot::apply);

        for (Catalogue other : new Catalogue[] {replayed, fromSnapshot}) {
            assertThat(other.all()).containsExactlyInAnyOrderElementsOf(catalogue.all());
            assertThat(other.doomed()).isEqualTo(catalogue.doomed());
            assertThat(other.nextProducerId()).isEqualTo(catalogue.nextProducerId());
            assertThat(other.brokerConfigs("")).isEqualTo(catalogue.brokerConfigs(""));
            assertThat(other.brokerConfigs("1")).isEqualTo(catalogue.brokerConfigs("1"));
            assertThat(other.quotas()).isEqualTo(catalogue.quotas());
            assertThat(other.acls()).isEqualTo(catalogue.acls());
            assertThat(other.scram()).isEqualTo(catalogue.scram());
        }
    }

    @Test
    void aRecordOfALaterVersionIsRefusedAndNotGuessed() {
        byte[] bytes = CatalogueCodec.encode(catalogue.reserveProducerIds(1));
        bytes[0] = 2;

        assertThatThrownBy(() -> CatalogueCodec.decode(ByteBuffer.wrap(bytes)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("written by a later one");
    }

    private CatalogueRecord someChange(Random random) {
        String name = "t" + random.nextInt(20);
        if (catalogue.find(name).isEmpty()) {
            return catalogue.create(
                    new Uuid(7, ++ids), name, 1 + random.nextInt(5), 1, Map.of("retention.ms", "" + ids));
        }
        Map<String, String> configs = random.nextBoolean() ? Map.of() : Map.of("log.retention.ms", "" + ids);
        QuotaEntity entity = new QuotaEntity(random.nextBoolean() ? null : name, random.nextBoolean() ? "" : "c");
        return switch (random.nextInt(11)) {
            case 4 -> new CatalogueRecord.BrokerConfigsReplaced(random.nextBoolean() ? "" : "1", configs);
            case 5 ->
                new CatalogueRecord.QuotasReplaced(
                        entity, random.nextBoolean() ? Map.of() : Map.of("request_percentage", random.nextDouble()));
            case 6 -> new CatalogueRecord.AclsChanged(List.of(acl(random), acl(random)), List.of());
            case 7 -> new CatalogueRecord.AclsChanged(List.of(), List.of(acl(random)));
            case 8 -> new CatalogueRecord.ScramUsersChanged(Map.of(user(random), key(random)), List.of());
            case 9 -> new CatalogueRecord.ScramUsersChanged(Map.of(), List.of(user(random)));
            case 10 -> new CatalogueRecord.GroupConfigsReplaced(name, configs);
            case 0 -> catalogue.delete(name);
            case 1 -> catalogue.grow(name, catalogue.require(name).partitions() + 1);
            case 2 -> catalogue.replaceConfigs(name, Map.of("cleanup.policy", "compact"));
            default ->
                catalogue.doomed().isEmpty()
                        ? catalogue.reserveProducerIds(1000)
                        : new CatalogueRecord.FoldersRemoved(
                                catalogue.doomed().iterator().next());
        };
    }

    private static AclBinding acl(Random random) {
        return new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, "tö" + random.nextInt(3), PatternType.PREFIXED),
                new AccessControlEntry("User:u" + random.nextInt(3), "*", AclOperation.READ, AclPermissionType.DENY));
    }

    private static ScramUser user(Random random) {
        return new ScramUser("u" + random.nextInt(3), (byte) (1 + random.nextInt(2)));
    }

    private static ScramKey key(Random random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return new ScramKey(Bytes.wrap(bytes), Bytes.wrap(bytes), Bytes.wrap(new byte[0]), random.nextInt());
    }

    private void create(String name, int partitions) {
        catalogue.apply(catalogue.create(new Uuid(7, ++ids), name, partitions, 1, Map.of()));
    }
}
