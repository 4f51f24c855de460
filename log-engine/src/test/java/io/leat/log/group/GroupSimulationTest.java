package io.leat.log.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leat.log.group.GroupRecord.Member;
import io.leat.log.group.GroupRecord.MembersChanged;
import io.leat.testing.Seeded;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;

/** A group and its clients, step by step as the seed says. */
class GroupSimulationTest {
    private static final int SESSION_MS = 10_000;
    private static final int STEPS = 2_000;

    /** What a consumer believes. Its heartbeats are answered at once, as in one process. */
    private static final class Client {
        private final String id;
        private Set<String> topics;
        private Set<TopicPartition> owned = new HashSet<>();
        private int epoch = -1;

        Client(String id, Set<String> topics) {
            this.id = id;
            this.topics = topics;
        }
    }

    private final Group group = new Group("g", 0);
    private final Map<String, Client> clients = new TreeMap<>();
    private final Map<String, Integer> counts = new HashMap<>(Map.of("a", 5, "b", 2));
    private long now = 1;
    private int names;

    @Seeded(10)
    void noPartitionEverHasTwoMembersAndAQuietGroupIsEven(long seed) {
        Random random = new Random(seed);
        for (int step = 0; step < STEPS; step++) {
            step(random);
            assertNobodyShares(seed, step);
        }
        settle();
        assertNobodyShares(seed, STEPS);
        assertEven();
    }

    private void step(Random random) {
        now += random.nextInt(2_000);
        int what = random.nextInt(20);
        Optional<Client> someone = clients.values().stream()
                .skip(random.nextInt(clients.size() + 1))
                .findFirst();
        if (what == 0 && clients.size() < 8) {
            join(new Client("m" + names++, someTopics(random)));
        } else if (what == 1) {
            someone.ifPresent(this::leave);
        } else if (what == 2) {
            someone.ifPresent(client -> client.topics = someTopics(random));
        } else if (what == 3) {
            counts.merge("a", random.nextInt(2), Integer::sum);
        } else if (what == 4) {
            group.expire(counts(), now).ifPresent(this::commit);
        } else if (what == 5) {
            assertStrangersAreRefused();
        } else {
            someone.ifPresent(this::heartbeat);
        }
    }

    private void join(Client client) {
        clients.put(client.id, client);
        Member member = new Member(client.id, "", "client", SESSION_MS, client.topics, Set.of());
        commit(group.join(member, Integer.MAX_VALUE, counts(), now));
        heard(client, group.grant(client.id, Set.of(), now));
    }

    private void leave(Client client) {
        clients.remove(client.id);
        group.leave(client.id, counts(), now).ifPresent(this::commit);
    }

    private void heartbeat(Client client) {
        try {
            group.heartbeat(client.id, client.topics, counts(), now).ifPresent(this::commit);
            heard(client, group.grant(client.id, client.owned, now));
            group.checkCommitter(client.id, "", client.epoch, false);
        } catch (ApiException expired) {
            client.owned = new HashSet<>();
            join(client);
        }
    }

    private void heard(Client client, Grant grant) {
        client.epoch = grant.epoch();
        client.owned = new HashSet<>(grant.partitions());
    }

    private void commit(GroupRecord record) {
        group.apply(record, now);
        if (record instanceof MembersChanged) {
            group.applied(counts());
        }
    }

    private void assertStrangersAreRefused() {
        assertThatThrownBy(() -> group.checkCommitter("nobody", "", group.epoch(), false))
                .isInstanceOf(ApiException.class);
        clients.values().stream()
                .findFirst()
                .ifPresent(
                        client -> assertThatThrownBy(() -> group.checkCommitter(client.id, "", client.epoch + 1, false))
                                .isInstanceOf(ApiException.class));
        if (!group.isEmpty()) {
            assertThatThrownBy(() -> group.checkCommitter("", "", -1, false)).isInstanceOf(ApiException.class);
        }
    }

    /** Among those the group still counts as members; who has expired believes what he likes and commits nothing. */
    private void assertNobodyShares(long seed, int step) {
        Map<TopicPartition, String> owners = new HashMap<>();
        group.held().forEach((member, held) -> {
            Client client = Objects.requireNonNullElseGet(clients.get(member), () -> new Client(member, Set.of()));
            for (TopicPartition partition : client.owned) {
                assertThat(owners.put(partition, member))
                        .as("seed %d, step %d: %s has two owners", seed, step, partition)
                        .isNull();
            }
        });
    }

    private void settle() {
        for (int round = 0; round < 5; round++) {
            List.copyOf(clients.values()).forEach(this::heartbeat);
        }
        assertThat(group.settled()).isTrue();
    }

    private void assertEven() {
        counts.forEach((topic, count) -> {
            List<Client> subscribed = clients.values().stream()
                    .filter(it -> it.topics.contains(topic))
                    .toList();
            long owned = subscribed.stream()
                    .flatMap(it -> it.owned.stream())
                    .filter(it -> it.topic().equals(topic))
                    .count();
            assertThat(owned).isEqualTo(subscribed.isEmpty() ? 0 : count);
        });
        for (Client one : clients.values()) {
            for (Client other : clients.values()) {
                if (one.topics.equals(other.topics)) {
                    assertThat(one.owned.size() - other.owned.size()).isBetween(-1, 1);
                }
            }
        }
    }

    private Map<String, Integer> counts() {
        return Map.copyOf(counts);
    }

    private static Set<String> someTopics(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> Set.of("a");
            case 1 -> Set.of("b");
            default -> Set.of("a", "b");
        };
    }
}
