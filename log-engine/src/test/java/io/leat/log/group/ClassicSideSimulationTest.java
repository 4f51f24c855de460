package io.leat.log.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.leat.log.group.ClassicJoin.Protocol;
import io.leat.testing.Seeded;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/** A group of the consumer protocol in which some members still speak the classic one, step by step as the seed says. */
class ClassicSideSimulationTest {
    private static final int SESSION_MS = 10_000;
    private static final int STEPS = 1_000;

    /** What a consumer believes: of the classic protocol with incremental rebalances, or of the consumer protocol. */
    private static final class Client {
        private final boolean classic;
        private final String id;
        private int epoch;
        private boolean named;
        private boolean joins = true;
        private boolean syncs;
        private Set<IdPartition> owned = new HashSet<>();

        Client(boolean classic, String id) {
            this.classic = classic;
            this.id = id;
        }

        void outside() {
            owned = new HashSet<>();
            epoch = 0;
            joins = true;
            syncs = false;
            named = false;
        }
    }

    private final ConsumerGroup group =
            new ConsumerGroup("g", new ConsumerGroup.Limits(100, SESSION_MS, List.of("uniform", "range"), 600_000));
    private final Map<String, Client> clients = new TreeMap<>();
    private final TopicIndex topics = new TopicIndex(List.of(new TopicIndex.Entry("t", new Uuid(0, 1), 7)));
    private long now = 1;
    private int names;

    @Seeded(40)
    void noPartitionEverHasTwoMembersOfWhateverProtocolAndAQuietGroupSettles(long seed) {
        Random random = new Random(seed);
        for (int step = 0; step < STEPS; step++) {
            step(random);
            assertNobodyShares(step);
        }
        settle();
    }

    private void step(Random random) {
        now += random.nextInt(600);
        Client someone =
                clients.isEmpty() ? null : List.copyOf(clients.values()).get(random.nextInt(clients.size()));
        switch (random.nextInt(25)) {
            case 0 -> {
                if (clients.size() < 6) {
                    String id = "m" + names++;
                    clients.put(id, new Client(random.nextBoolean(), id));
                }
            }
            case 1 -> clients.values().removeIf(it -> it == someone); // It dies.
            case 2 -> commit(group.expire(topics, now));
            case 3 -> now += random.nextInt(10) == 0 ? 2 * SESSION_MS : 0;
            default -> act(someone, random.nextInt(15) == 0, random.nextInt(15) == 0);
        }
    }

    private void act(@Nullable Client client, boolean requestLost, boolean answerLost) {
        if (client == null || requestLost) {
            return;
        }
        try {
            if (!client.classic) {
                beat(client, answerLost);
            } else if (client.joins) {
                join(client, answerLost);
            } else if (client.syncs) {
                sync(client, answerLost);
            } else {
                group.classic().heartbeat(identity(client), now);
            }
        } catch (RebalanceInProgressException e) {
            client.joins = true;
        } catch (ApiException e) {
            client.outside();
        }
    }

    private void beat(Client client, boolean answerLost) {
        ConsumerGroup.Answer answer = group.heartbeat(
                new ConsumerHeartbeat(
                        client.id, client.epoch, null, null, "c", "/h", 30_000, Set.of("t"), null, null, client.owned),
                topics,
                now);
        commit(answer.records());
        if (!answerLost) {
            client.epoch = answer.epoch();
            client.owned = answer.assignment() == null ? client.owned : new HashSet<>(answer.assignment());
        }
    }

    private void join(Client client, boolean answerLost) {
        List<TopicPartition> owned = client.owned.stream()
                .map(it -> new TopicPartition("t", it.partition()))
                .toList();
        ByteBuffer words = ConsumerProtocol.serializeSubscription(
                new Subscription(List.of("t"), null, owned, client.epoch, Optional.empty()));
        byte[] bytes = new byte[words.remaining()];
        words.get(bytes);
        ClassicSide.Joining joining = group.classic()
                .join(
                        new ClassicJoin(
                                client.named ? client.id : "",
                                client.id,
                                null,
                                "c",
                                "/h",
                                30_000,
                                SESSION_MS,
                                "consumer",
                                List.of(new Protocol("cooperative-sticky", Bytes.wrap(bytes))),
                                true,
                                true),
                        topics,
                        now);
        commit(joining.records());
        if (!answerLost) {
            if (joining.answer().error() == Errors.MEMBER_ID_REQUIRED) {
                client.named = true;
                return;
            }
            if (joining.answer().error() != Errors.NONE) {
                throw joining.answer().error().exception();
            }
            client.epoch = joining.answer().generation();
            client.joins = false;
            client.syncs = true;
        }
    }

    private void sync(Client client, boolean answerLost) {
        SyncAnswer answer = group.classic().sync(identity(client), "consumer", "cooperative-sticky", topics, now);
        if (answer.error() != Errors.NONE) {
            throw answer.error().exception();
        }
        if (!answerLost) {
            Set<IdPartition> assigned = ConsumerWords.assigned(answer.assignment(), topics);
            client.joins =
                    !assigned.containsAll(client.owned); // It has given up something, and says so by joining again.
            client.owned = new HashSet<>(assigned);
            client.syncs = false;
        }
    }

    private static ClassicGroup.Identity identity(Client client) {
        return new ClassicGroup.Identity(client.id, null, client.epoch);
    }

    private void commit(List<GroupRecord> records) {
        records.forEach(it -> group.apply(it, now));
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

    private void settle() {
        now += 4 * SESSION_MS;
        commit(group.expire(topics, now));
        for (int round = 0; round < 40; round++) {
            now += 100;
            clients.values().forEach(it -> act(it, false, false));
        }
        assertThat(group.state()).isEqualTo(clients.isEmpty() ? "Empty" : "Stable");
        long owned = clients.values().stream().mapToInt(it -> it.owned.size()).sum();
        assertThat(owned).isEqualTo(clients.isEmpty() ? 0 : 7);
        clients.values().forEach(it -> assertThat(it.epoch).isEqualTo(group.epoch()));
        assertNobodyShares(STEPS);
    }
}
