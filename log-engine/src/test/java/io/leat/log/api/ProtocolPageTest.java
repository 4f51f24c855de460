package io.leat.log.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.leat.log.LogEngine;
import io.leat.testing.LeatProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.common.message.ApiMessageType.ListenerType;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.ApiVersionsRequest;
import org.apache.kafka.common.requests.ApiVersionsResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page of the protocol says what a running listener says. */
@Timeout(60)
class ProtocolPageTest {
    private static final Path PAGE = LeatProcess.repository().resolve("docs/reference/protocol.md");
    private static final String REGENERATE =
            "mvn -q -pl log-engine -am test -Dtest=ProtocolPageTest -Dsurefire.failIfNoSpecifiedTests=false -Dleat.regenerate=true";

    private static final Set<ApiKeys> TOKENS = Set.of(
            ApiKeys.CREATE_DELEGATION_TOKEN,
            ApiKeys.RENEW_DELEGATION_TOKEN,
            ApiKeys.EXPIRE_DELEGATION_TOKEN,
            ApiKeys.DESCRIBE_DELEGATION_TOKEN);

    private static final String HEAD = """
            # The Kafka protocol as Leat speaks it

            Every API of Apache Kafka 4.3.1, and the versions in which the listener answers it: those that it tells clients (ApiVersions).
            What is not served is not told, and a connection that asks for it is closed, as Kafka does. This page is made from a running
            listener; `ProtocolPageTest` fails when it is not true any more. To make it anew:

            ```sh
            %s
            ```

            | Id | API | Versions |
            |--:|---|---|
            """;

    @TempDir
    Path dir;

    @Test
    void thePageSaysWhatAListenerSays() throws Exception {
        String page = page();
        if (Boolean.getBoolean("leat.regenerate")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page);
        }
        assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
                .as("docs/reference/protocol.md is not what the listener says. Make it anew: " + REGENERATE)
                .isEqualTo(page);
    }

    private String page() throws Exception {
        Map<Short, ApiVersion> told = new TreeMap<>();
        try (LogEngine log =
                        LogEngine.open(Map.of("log.dirs", dir.toString(), "listeners", "PLAINTEXT://127.0.0.1:0"));
                RawClient client = new RawClient(log.bootstrapServers(), "page")) {
            ApiVersionsResponse answer =
                    (ApiVersionsResponse) client.ask(new ApiVersionsRequest.Builder().build((short) 4));
            answer.data().apiKeys().forEach(it -> told.put(it.apiKey(), it));
        }
        StringBuilder page = new StringBuilder(HEAD.formatted(REGENERATE));
        Stream.of(ApiKeys.values())
                .sorted(Comparator.comparingInt(it -> it.id))
                .forEach(key ->
                        page.append("| %d | %s | %s |%n".formatted(key.id, key.name, versions(key, told.get(key.id)))));
        return page.toString().replace("\r\n", "\n");
    }

    private static String versions(ApiKeys key, @Nullable ApiVersion told) {
        if (told != null) {
            return told.minVersion() + " to " + told.maxVersion();
        }
        return "not served: " + reason(key);
    }

    private static String reason(ApiKeys key) {
        if (!key.hasValidVersion()) {
            return "Kafka 4 has it no more";
        }
        if (key.name.contains("Share")) {
            return "share groups are not in this version";
        }
        if (key.name.contains("Streams")) {
            return "streams groups (`group.protocol=streams`) are not in this version; Kafka Streams uses the classic protocol";
        }
        if (TOKENS.contains(key)) {
            return "delegation tokens are not in this version";
        }
        return switch (key) {
            case GET_TELEMETRY_SUBSCRIPTIONS, PUSH_TELEMETRY -> "there is nobody who takes clients' metrics";
            case ALTER_REPLICA_LOG_DIRS -> "partitions do not move between folders";
            case ADD_RAFT_VOTER, REMOVE_RAFT_VOTER -> "a quorum of one node stays as it is";
            default ->
                key.messageType.listeners().contains(ListenerType.BROKER)
                        ? "not in this version"
                        : "between Kafka's brokers and controllers";
        };
    }
}
