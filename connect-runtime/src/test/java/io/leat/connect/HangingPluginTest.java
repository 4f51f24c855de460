package io.leat.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leat.connect.plugin.Plugins;
import io.leat.connect.port.EmbeddedLog;
import io.leat.connect.rest.RestServer;
import io.leat.connect.rest.RestSettings;
import io.leat.connect.rest.WorkerInfo;
import io.leat.connect.worker.Worker;
import io.leat.connect.worker.WorkerSettings;
import io.leat.log.LogEngine;
import io.leat.testing.Rest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A plugin that never comes back, wherever it hangs, costs its own threads: REST answers in its bound, the worker stops. */
class HangingPluginTest {
    private static final Duration BOUND = Duration.ofSeconds(1);
    private static final Duration GRACE = Duration.ofMillis(500);
    /** On a machine that is busy with other things; a hang is for ever. */
    private static final Duration SLACK = Duration.ofSeconds(10);

    @TempDir
    Path dir;

    @SuppressWarnings("NullAway.Init")
    private LogEngine log;

    @SuppressWarnings("NullAway.Init")
    private Plugins plugins;

    @SuppressWarnings("NullAway.Init")
    private Worker worker;

    @SuppressWarnings("NullAway.Init")
    private RestServer server;

    @SuppressWarnings("NullAway.Init")
    private Rest rest;

    @BeforeEach // sets all of them
    void start() {
        Hanging.begin();
        log = LogEngine.open(Map.of("log.dirs", dir.toString()));
        plugins = Plugins.of(null);
        worker = new Worker(
                WorkerSettings.parse(
                        Map.of(
                                "task.shutdown.graceful.timeout.ms",
                                Long.toString(GRACE.toMillis()),
                                "task.stuck.timeout.ms",
                                "1000"),
                        Set.of()),
                new EmbeddedLog(log),
                plugins,
                InstantSource.system());
        server = RestServer.start(
                RestSettings.of("http://127.0.0.1:0").within(BOUND),
                worker.operations(),
                plugins,
                new WorkerInfo("0", "0", "0", WorkerInfo.Health.Healthy::new));
        worker.open();
        worker.start("127.0.0.1:1");
        rest = new Rest(server.uri().toString());
    }

    @AfterEach
    void stop() {
        Hanging.end();
        server.close();
        worker.close();
        plugins.close();
        log.close();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NOWHERE")
    void aConnectorOrTaskThatHangsCanBeWatchedAndDeletedAndTheWorkerStops(Hanging.Where where) {
        if (where == Hanging.Where.TASK_PUT) {
            produce("in");
        }
        assertThat(submit("hanging", where).status()).isEqualTo(201);
        // What hangs at its end has to be told to end first.
        if (where == Hanging.Where.STOP || where == Hanging.Where.TASK_STOP) {
            rest.await("/connectors/hanging/status", "\"tasks\":[{\"id\":0,\"state\":\"RUNNING\"", SLACK);
        } else {
            Hanging.awaitHang(where);
        }
        assertThat(submit("next", Hanging.Where.NOWHERE).status()).isEqualTo(201);
        rest.await("/connectors/next/status", "\"tasks\":[{\"id\":0,\"state\":\"RUNNING\"", SLACK);

        long before = System.nanoTime();
        assertThat(rest.get("/connectors/hanging/status").status()).isEqualTo(200);
        assertThat(rest.put("/connectors/hanging/pause", "").status()).isEqualTo(202);
        assertThat(rest.delete("/connectors/hanging").status()).isEqualTo(204);
        assertThat(rest.get("/connectors").body()).isEqualTo("[\"next\"]");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(SLACK);
        Hanging.awaitHang(where);
        // Left behind: its successor of the same name runs.
        assertThat(submit("hanging", Hanging.Where.NOWHERE).status()).isEqualTo(201);
        rest.await("/connectors/hanging/status", "\"tasks\":[{\"id\":0,\"state\":\"RUNNING\"", SLACK);

        long closing = System.nanoTime();
        worker.close();
        assertThat(Duration.ofNanos(System.nanoTime() - closing)).isLessThan(GRACE.plus(SLACK));
        assertThat(worker.condition()).isEqualTo(Worker.Condition.ENDED);
    }

    @Test
    void aWorkerWithInstancesThatHangAtTheirEndStopsInItsGrace() {
        submit("connector", Hanging.Where.STOP);
        submit("task", Hanging.Where.TASK_STOP);
        for (String name : new String[] {"connector", "task"}) {
            rest.await("/connectors/" + name + "/status", "\"tasks\":[{\"id\":0,\"state\":\"RUNNING\"", SLACK);
        }

        long closing = System.nanoTime();
        worker.close();

        Hanging.awaitHang(Hanging.Where.STOP);
        Hanging.awaitHang(Hanging.Where.TASK_STOP);
        Duration took = Duration.ofNanos(System.nanoTime() - closing);
        assertThat(took).isGreaterThanOrEqualTo(GRACE).isLessThan(GRACE.plus(SLACK));
    }

    @Test
    void aTaskThatHangsIsShownAsStuckWithItsStackAndItsSuccessorTakesOver() {
        produce("in");
        submit("hanging", Hanging.Where.TASK_PUT);
        rest.await("/connectors/hanging/status", "\"stuck\":{\"since\":\"", SLACK);
        assertThat(rest.get("/connectors/hanging/status").body())
                .contains("\"state\":\"RUNNING\"")
                .contains("HangingSinkTask.put(");
        assertThat(rest.get("/connectors/hanging/tasks/0/status").body()).contains("\"stuck\"");

        assertThat(rest.post("/connectors/hanging/tasks/0/restart", "").status())
                .isEqualTo(204);

        // The batch that the first one never returned from is given to the second.
        await().atMost(SLACK).until(() -> Hanging.hangs() == 2);
    }

    @Test
    void aTaskThatWaitsOrIsPausedOrComesRoundIsNotStuck() {
        submit("turning", Hanging.Where.NOWHERE);
        submit("idle", Hanging.Where.TASK_PUT);
        submit("paused", Hanging.Where.NOWHERE);
        for (String name : new String[] {"turning", "idle", "paused"}) {
            rest.await("/connectors/" + name + "/status", "\"tasks\":[{\"id\":0,\"state\":\"RUNNING\"", SLACK);
        }
        rest.put("/connectors/paused/pause", "");
        rest.await("/connectors/paused/status", "\"tasks\":[{\"id\":0,\"state\":\"PAUSED\"", SLACK);
        submit("hanging", Hanging.Where.TASK_POLL);

        rest.await("/connectors/hanging/status", "\"stuck\"", SLACK);

        for (String name : new String[] {"turning", "idle", "paused"}) {
            assertThat(rest.get("/connectors/" + name + "/status").body()).doesNotContain("stuck");
        }
    }

    private void produce(String topic) {
        log.broker().topics().create(new NewTopic(topic, 1, (short) 1));
        try (Producer<byte[], byte[]> producer = log.producer(Map.of())) {
            var unused = producer.send(new ProducerRecord<>(topic, new byte[] {'1'}));
        }
    }

    @Test
    void aConfigurationThatHangsIsAnsweredInTheBoundAndReadsGoOn() {
        submit("there", Hanging.Where.NOWHERE);
        assertAnsweredInTheBound(Hanging.Mute.class);
        assertAnsweredInTheBound(Hanging.Doubtful.class);
    }

    private void assertAnsweredInTheBound(Class<?> connector) {
        String mute = "{\"connector.class\":\"" + connector.getName() + "\"}";

        long before = System.nanoTime();
        Rest.Response answer = rest.put("/connectors/mute/config", mute);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isBetween(BOUND, BOUND.plus(SLACK));
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).contains("timed out").contains("configuring the connector mute");
        assertThat(rest.put("/connector-plugins/" + connector.getName() + "/config/validate", mute)
                        .status())
                .isEqualTo(500);

        assertThat(rest.get("/connectors").body()).isEqualTo("[\"there\"]");
        assertThat(rest.get("/health").status()).isEqualTo(200);
        await().atMost(SLACK)
                .untilAsserted(
                        () -> assertThat(rest.put("/connectors/there/pause", "").status())
                                .isEqualTo(202));
    }

    private Rest.Response submit(String name, Hanging.Where where) {
        String connector = where == Hanging.Where.TASK_PUT
                ? Hanging.Sink.class.getName() + "\",\"topics\":\"in"
                : Hanging.class.getName();
        return rest.put(
                "/connectors/" + name + "/config",
                "{\"connector.class\":\"" + connector + "\",\"hang\":\"" + where + "\"}");
    }
}
