package io.leat.log.group;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.leat.log.group.ClassicGroup.Identity;
import io.leat.log.group.ClassicJoin.Protocol;
import io.leat.log.group.GroupRecord.ClassicLogged;
import io.leat.testing.Seeded;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A group of the classic protocol and its clients, step by step as the seed says: they come, go, die, pause and change their minds;
 * requests and answers get lost, the log refuses records, the clock jumps, the process is killed.
 */
class ClassicGroupSimulationTest {
    private static final int SESSION_MS = 10_000;
    private static final int REBALANCE_MS = 20_000;
    private static final int STEPS = 2_000;
    private static final ClassicGroup.Limits LIMITS = new ClassicGroup.Limits(100, 3_000, 60_000);

    /** What a client believes, and what it waits for. */
    private static final class Client {
        private final @Nullable String instanceId;
        private String id = "";
        private int generation = -1;
        private byte mind;
        private boolean dead;
        private @Nullable JoinAnswer joined;
        private @Nullable Bytes assignment;
        private @Nullable CompletableFuture<JoinAnswer> joining;
        private @Nullable CompletableFuture<SyncAnswer> syncing;

        Client(@Nullable String instanceId) {
            this.instanceId = instanceId;
        }

        Identity identity() {
            return new Identity(id, instanceId, generation);
        }

        /** By which name an assignment is meant for it: a static member that comes back gets that of its former self. */
        static String name(String memberId, @Nullable String instanceId) {
            return Objects.requireNonNullElse(instanceId, memberId);
        }

        void outside(boolean keepsId) {
            id = keepsId ? id : "";
            generation = -1;
            joined = null;
            assignment = null;
            joining = null;
            syncing = null;
        }
    }

    private final List<Client> clients = new ArrayList<>();
    /** By generation, who led it and by which protocol: all members must agree. */
    private final Map<Integer, String> agreed = new HashMap<>();

    private ClassicGroup group = new ClassicGroup("g", LIMITS);
    private @Nullable ClassicMetadata logged;
    private long now = 1;
    private int names;
    private int greatest;

    @Seeded(40)
    void membersAgreeOnEachGenerationAndAQuietGroupSettles(long seed) {
        Random random = new Random(seed);
        for (int step = 0; step < STEPS; step++) {
            step(random);
            clients.forEach(this::hear);
            clients.removeIf(it -> it.dead);
        }
        settle();
    }

    private void step(Random random) {
        now += random.nextInt(600);
        Client someone = clients.isEmpty() ? null : clients.get(random.nextInt(clients.size()));
        switch (random.nextInt(40)) {
            case 0 -> come(random);
            case 1 -> clients.remove(someone); // It dies without a word.
            case 2 -> leave(someone);
            case 3 -> {
                if (someone != null) {
                    someone.mind++;
                    someone.outside(true); // It joins again, with other words.
                }
            }
            case 4 -> {
                if (someone != null) {
                    someone.outside(random.nextBoolean()); // It waits no longer, and begins again.
                }
            }
            case 5 -> now += random.nextInt(10) == 0 ? 2 * REBALANCE_MS : 0;
            case 6 -> {
                if (random.nextInt(10) == 0) {
                    restart();
                }
            }
            case 7, 8, 9, 10 -> take(group.tick(now), false);
            default -> act(someone, random);
        }
    }

    private void come(Random random) {
        String instanceId = random.nextInt(3) == 0 ? "i" + random.nextInt(3) : null;
        boolean taken = clients.stream().anyMatch(it -> instanceId != null && instanceId.equals(it.instanceId));
        if (clients.size() < 6 && !taken) {
            clients.add(new Client(instanceId));
        }
    }

    private void leave(@Nullable Client client) {
        if (client != null && !client.id.isEmpty()) {
            clients.remove(client);
            try {
                take(group.leave(client.id, client.instanceId, now), false);
            } catch (ApiException e) {
                assertThat(e).isNotNull(); // It was dropped before.
            }
        }
    }

    /** The process is killed: whoever waits is not answered any more, and what was logged is all there is. */
    private void restart() {
        group = logged == null ? new ClassicGroup("g", LIMITS) : new ClassicGroup("g", LIMITS, logged, now);
        greatest = logged == null ? 0 : logged.generation();
        agreed.keySet().removeIf(it -> it > greatest);
        clients.forEach(it -> {
            it.joining = null;
            it.syncing = null;
            it.joined = null;
        });
    }

    private void act(@Nullable Client client, @Nullable Random random) {
        boolean lost = random != null && random.nextInt(15) == 0;
        if (client == null || lost || client.joining != null || client.syncing != null) {
            return;
        }
        boolean refused = random != null && random.nextInt(30) == 0;
        if (client.generation < 0) {
            join(client, refused);
        } else if (client.assignment == null) {
            sync(client, refused);
        } else {
            heartbeat(client);
        }
    }

    private void join(Client client, boolean refused) {
        Protocol range = new Protocol("range", Bytes.wrap(new byte[] {client.mind}));
        ClassicJoin join = new ClassicJoin(
                client.id,
                "m" + names++,
                client.instanceId,
                "c",
                "/h",
                REBALANCE_MS,
                SESSION_MS,
                "consumer",
                List.of(range),
                true,
                true);
        client.joining = new CompletableFuture<>();
        take(group.join(join, client.joining, now), refused);
    }

    private void sync(Client client, boolean refused) {
        Map<String, Bytes> assignments = new HashMap<>();
        JoinAnswer joined = client.joined;
        if (joined != null && joined.leader().equals(client.id) && !joined.skipAssignment()) {
            joined.members()
                    .forEach(it -> assignments.put(
                            it.memberId(),
                            bytes(client.generation + "/" + Client.name(it.memberId(), it.instanceId()))));
        }
        client.syncing = new CompletableFuture<>();
        take(group.sync(client.identity(), "consumer", "range", assignments, client.syncing, now), refused);
    }

    private void heartbeat(Client client) {
        try {
            group.heartbeat(client.identity(), now);
        } catch (RebalanceInProgressException e) {
            client.outside(true);
        } catch (FencedInstanceIdException e) {
            client.dead = true;
        } catch (ApiException e) {
            client.outside(false);
        }
    }

    /** Logs and answers; or the log refuses, and all are to join again. */
    private void take(Outcome outcome, boolean refused) {
        if (refused && !outcome.records().isEmpty()) {
            outcome.replies().forEach(it -> it.waiter().completeExceptionally(Errors.KAFKA_STORAGE_ERROR.exception()));
            take(group.lost(now), false);
            return;
        }
        outcome.records().forEach(it -> logged = ((ClassicLogged) it).metadata());
        outcome.replies().forEach(Outcome.Reply::give);
    }

    private void hear(Client client) {
        if (client.joining != null && client.joining.isDone()) {
            CompletableFuture<JoinAnswer> answer = client.joining;
            client.joining = null;
            if (answer.isCompletedExceptionally()) {
                client.outside(true);
            } else {
                hear(client, answer.join());
            }
        }
        if (client.syncing != null && client.syncing.isDone()) {
            CompletableFuture<SyncAnswer> answer = client.syncing;
            client.syncing = null;
            if (answer.isCompletedExceptionally()) {
                client.outside(true);
            } else {
                hear(client, answer.join());
            }
        }
    }

    private void hear(Client client, JoinAnswer answer) {
        switch (answer.error()) {
            case NONE -> {
                client.id = answer.memberId();
                client.generation = answer.generation();
                client.joined = answer;
                assertAgreed(answer);
            }
            case MEMBER_ID_REQUIRED -> client.id = answer.memberId();
            case REBALANCE_IN_PROGRESS -> client.outside(true);
            case FENCED_INSTANCE_ID -> client.dead = true;
            default -> client.outside(false);
        }
    }

    private void hear(Client client, SyncAnswer answer) {
        switch (answer.error()) {
            case NONE -> {
                client.assignment = answer.assignment();
                assertThat(new String(answer.assignment().get(), UTF_8))
                        .isEqualTo(client.generation + "/" + Client.name(client.id, client.instanceId));
            }
            case REBALANCE_IN_PROGRESS -> client.outside(true);
            case FENCED_INSTANCE_ID -> client.dead = true;
            default -> client.outside(false);
        }
    }

    /** Static members that come back have another id: whoever leads is named by its instance. */
    private void assertAgreed(JoinAnswer answer) {
        assertThat(answer.generation()).isGreaterThanOrEqualTo(greatest);
        greatest = answer.generation();
        String known = agreed.putIfAbsent(answer.generation(), String.valueOf(answer.protocol()));
        assertThat(known == null ? answer.protocol() : known).isEqualTo(answer.protocol());
    }

    /** Nobody comes or goes any more: within two rebalance timeouts all are in one generation, and nobody waits. */
    private void settle() {
        long end = now + 2 * REBALANCE_MS + 2 * SESSION_MS + LIMITS.newMemberTimeoutMs();
        while (now < end) {
            now += 500;
            take(group.tick(now), false);
            List.copyOf(clients).forEach(it -> act(it, null));
            clients.forEach(this::hear);
            clients.removeIf(it -> it.dead);
        }
        assertThat(group.state()).isEqualTo(clients.isEmpty() ? "Empty" : "Stable");
        assertThat(group.metadata().members()).hasSameSizeAs(clients);
        for (Client client : clients) {
            assertThat(client.joining).isNull();
            assertThat(client.syncing).isNull();
            assertThat(client.generation).isEqualTo(group.epoch());
            assertThat(client.assignment).isNotNull();
        }
        if (logged != null) {
            assertThat(new ClassicGroup("g", LIMITS, logged, now).metadata().members())
                    .isEqualTo(group.metadata().members());
        }
    }

    private static Bytes bytes(String text) {
        return Bytes.wrap(text.getBytes(UTF_8));
    }
}
