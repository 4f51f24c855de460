package io.leat.log.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.leat.testing.Seeded;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.UnreleasedInstanceIdException;
import org.jspecify.annotations.Nullable;

/**
 * A group of the consumer protocol and its clients, step by step as the seed says: they come, go, die, pause, change what they read;
 * requests and answers get lost, the log refuses records, the clock jumps, topics grow and are made anew.
 */
class ConsumerGroupSimulationTest {
    private static final int SESSION_MS = 10_000;
    private static final int STEPS = 1_500;
    private static final ConsumerGroup.Limits LIMITS =
            new ConsumerGroup.Limits(100, SESSION_MS, List.of("uniform", "range"), 600_000);

    /** What a consumer believes. It gives up at once what it is not told any more. */
    private static final class Client {
        private final String id;
        private final @Nullable String instanceId;
        private final @Nullable String assignor;
        private Set<String> topics;
        private Set<IdPartition> owned = new HashSet<>();
        private int epoch;
        private boolean saysAll = true;

        Client(String id, @Nullable String instanceId, @Nullable String assignor, Set<String> topics) {
            this.id = id;
            this.instanceId = instanceId;
            this.assignor = assignor;
            this.topics = topics;
        }

        ConsumerHeartbeat words() {
            return new ConsumerHeartbeat(
                    id,
                    epoch,
                    instanceId,
                    null,
                    "client",
                    "/127.0.0.1",
                    saysAll ? 30_000 : -1,
                    saysAll ? topics : null,
                    null,
                    assignor,
                    saysAll ? owned : null);
        }
    }

    private final List<GroupRecord> log = new ArrayList<>();
    private final Map<String, Client> clients = new TreeMap<>();
    private final Map<String, TopicIndex.Entry> catalogue = new TreeMap<>();
    private ConsumerGroup group = new ConsumerGroup("g", LIMITS);
    private TopicIndex topics = new TopicIndex(List.of());
    private long now = 1;
    private int names;

    @Seeded(40)
    void noPartitionEverHasTwoMembersAndAQuietGroupSettles(long seed) {
        Random random = new Random(seed);
        topic("a", 5);
        topic("b", 2);
        for (int step = 0; step < STEPS; step++) {
            step(random);
            assertNobodyShares(step);
        }
        settle();
        assertNobodyShares(STEPS);
        assertEverythingIsRead();
        assertReplayGivesTheSame();
    }

    private void step(Random random) {
        now += random.nextInt(1_000);
        Client someone =
                clients.isEmpty() ? null : List.copyOf(clients.values()).get(random.nextInt(clients.size()));
        switch (random.nextInt(30)) {
            case 0 -> come(random);
            case 1 -> clients.keySet().removeIf(it -> someone != null && it.equals(someone.id)); // It dies.
            case 2 -> leave(someone);
            case 3 -> {
                if (someone != null) {
                    someone.topics = someTopics(random);
                    someone.saysAll = true;
                }
            }
            case 4 -> topic("a", 1 + random.nextInt(8));
            case 5 -> commit(group.expire(topics, now));
            case 6 -> now += random.nextInt(10) == 0 ? 2 * SESSION_MS : 0;
            case 7 -> restart(random);
            default -> beat(someone, random);
        }
    }

    private void come(Random random) {
        if (clients.size() < 8) {
            String instanceId = random.nextInt(3) == 0 ? "i" + random.nextInt(3) : null;
            boolean taken =
                    clients.values().stream().anyMatch(it -> instanceId != null && instanceId.equals(it.instanceId));
            String assignor = random.nextInt(4) == 0 ? "range" : null;
            Client client = new Client("m" + names++, taken ? null : instanceId, assignor, someTopics(random));
            clients.put(client.id, client);
        }
    }

    private void leave(@Nullable Client client) {
        if (client != null) {
            clients.remove(client.id);
            int how = client.instanceId == null ? ConsumerHeartbeat.LEAVE : ConsumerHeartbeat.LEAVE_FOR_A_WHILE;
            client.owned = new HashSet<>();
            try {
                commit(group.heartbeat(
                                new ConsumerHeartbeat(
                                        client.id, how, client.instanceId, null, "c", "/h", -1, null, null, null, null),
                                topics,
                                now)
                        .records());
            } catch (ApiException e) {
                assertThat(e).isNotNull(); // It was dropped before.
            }
        }
    }

    /** A process that is killed and comes back: all that is left is what was logged. */
    private void restart(Random random) {
        if (random.nextInt(5) == 0) {
            group = replayed();
            assertThat(group.resume(now)).isEmpty();
        }
    }

    private void beat(@Nullable Client client, Random random) {
        if (client == null || random.nextInt(12) == 0) {
            return; // The request is lost, or the client pauses.
        }
        ConsumerGroup.Answer answer;
        try {
            answer = group.heartbeat(client.words(), topics, now);
        } catch (UnreleasedInstanceIdException e) {
            return; // It tries again.
        } catch (ApiException fenced) {
            client.owned = new HashSet<>();
            client.epoch = 0;
            client.saysAll = true;
            return;
        }
        if (random.nextInt(25) == 0) {
            group.lost(); // The log refuses the records.
            client.saysAll = true;
            return;
        }
        commit(answer.records());
        if (random.nextInt(10) == 0) {
            client.saysAll = true; // The answer is lost: it says everything again.
            return;
        }
        hear(client, answer);
    }

    private static void hear(Client client, ConsumerGroup.Answer answer) {
        client.epoch = answer.epoch();
        client.saysAll = answer.assignment() != null;
        if (answer.assignment() != null) {
            client.owned = new HashSet<>(answer.assignment());
        }
    }

    private void commit(List<GroupRecord> records) {
        log.addAll(records);
        records.forEach(it -> group.apply(it, now));
    }

    private void settle() {
        now += 2 * SESSION_MS;
        commit(group.expire(topics, now));
        for (int round = 0; round < 8; round++) {
            now += 100;
            for (Client client : clients.values()) {
                try {
                    ConsumerGroup.Answer answer = group.heartbeat(client.words(), topics, now);
                    commit(answer.records());
                    hear(client, answer);
                } catch (ApiException fenced) {
                    client.owned = new HashSet<>();
                    client.epoch = 0;
                    client.saysAll = true;
                }
            }
        }
        assertThat(group.state()).isEqualTo(clients.isEmpty() ? "Empty" : "Stable");
        clients.values().forEach(it -> assertThat(it.epoch).isEqualTo(group.epoch()));
    }

    /** Among those the group counts as members; who has expired believes what it likes and may commit nothing. */
    private void assertNobodyShares(int step) {
        Map<IdPartition, String> owners = new HashMap<>();
        for (ConsumerMember member : group.members()) {
            Client client = clients.get(member.memberId());
            if (client != null && client.epoch > 0) {
                for (IdPartition partition : client.owned) {
                    assertThat(owners.put(partition, client.id))
                            .as("step %d: %s has two owners", step, partition)
                            .isNull();
                }
            }
        }
    }

    private void assertEverythingIsRead() {
        catalogue.values().forEach(topic -> {
            boolean wanted = clients.values().stream().anyMatch(it -> it.topics.contains(topic.name()));
            long owned = clients.values().stream()
                    .flatMap(it -> it.owned.stream())
                    .filter(it -> it.topicId().equals(topic.id()))
                    .count();
            assertThat(owned).isEqualTo(wanted ? topic.partitions() : 0);
        });
        clients.values()
                .forEach(client -> client.owned.forEach(it -> assertThat(client.topics)
                        .contains(topics.named(it).orElseThrow().topic())));
    }

    /** D8, through Kafka's own record format. */
    private void assertReplayGivesTheSame() {
        assertThat(replayed().view()).isEqualTo(group.view());
    }

    private ConsumerGroup replayed() {
        ConsumerGroup replayed = new ConsumerGroup("g", LIMITS);
        for (GroupRecord record : log) {
            byte[] value = GroupRecordCodec.value(record);
            GroupRecord read = GroupRecordCodec.decode(
                            ByteBuffer.wrap(GroupRecordCodec.key(record)),
                            value == null ? null : ByteBuffer.wrap(value))
                    .orElseThrow();
            assertThat(read).isEqualTo(record);
            replayed.apply(read, now);
        }
        return replayed;
    }

    /** Makes a topic, has it grow, or makes it anew. */
    private void topic(String name, int partitions) {
        TopicIndex.Entry before = catalogue.get(name);
        Uuid id = before != null && before.partitions() <= partitions ? before.id() : new Uuid(1, ++names);
        catalogue.put(name, new TopicIndex.Entry(name, id, partitions));
        topics = new TopicIndex(catalogue.values());
    }

    private static Set<String> someTopics(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> Set.of("a");
            case 1 -> Set.of("b");
            default -> Set.of("a", "b");
        };
    }
}
