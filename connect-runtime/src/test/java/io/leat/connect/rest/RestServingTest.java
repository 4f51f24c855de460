package io.leat.connect.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.leat.connect.plugin.Plugins;
import io.leat.connect.rest.RestServer.Served;
import io.leat.connect.rest.WorkerInfo.Health;
import io.leat.connect.worker.Loggers;
import io.leat.testing.CompiledJar;
import io.leat.testing.PeerJars;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import org.apache.kafka.common.config.ConfigException;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** What the settings of a worker make of its REST interface: listeners, TLS, other sites' pages, headers, extensions. */
class RestServingTest {
    private static final String PASSWORD = "store-secret";

    @TempDir
    Path dir;

    private @Nullable RestServer server;
    private @Nullable Plugins plugins;

    private RestServer start(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of("listeners", "http://127.0.0.1:0"));
        all.putAll(settings);
        plugins = Plugins.of(dir.resolve("plugins").toString());
        server = RestServer.start(
                RestSettings.of(all),
                new Served(
                        new ConnectorsInMemory(),
                        plugins,
                        new WorkerInfo("0.1.0", "abc", "cluster-1", Health.Healthy::new),
                        Loggers.alone(new LevelsInMemory(), InstantSource.system())));
        return server;
    }

    @AfterEach
    void close() {
        if (server != null) {
            server.close();
        }
        if (plugins != null) {
            plugins.close();
        }
    }

    @Test
    void loggersAreServedOnTheirOwnListenerAlone() throws Exception {
        RestServer rest = start(Map.of("admin.listeners", "http://127.0.0.1:0"));
        assertThat(rest.adminUri()).isNotEqualTo(rest.uri());
        assertThat(get(rest.adminUri(), "/admin/loggers").statusCode()).isEqualTo(200);
        assertThat(get(rest.uri(), "/admin/loggers").statusCode()).isEqualTo(404);
        assertThat(get(rest.uri(), "/connectors").statusCode()).isEqualTo(200);
        HttpResponse<String> other = get(rest.adminUri(), "/connectors");
        assertThat(other.statusCode()).isEqualTo(404);
        assertThat(other.body()).contains("error_code");
    }

    @Test
    void anEmptyListOfAdminListenersServesNoLoggers() throws Exception {
        RestServer rest = start(Map.of("admin.listeners", ""));
        assertThat(get(rest.uri(), "/admin/loggers").statusCode()).isEqualTo(404);
        assertThat(get(rest.uri(), "/connectors").statusCode()).isEqualTo(200);
    }

    @Test
    void pagesOfTheOriginsThatAreNamedMayUseRest() throws Exception {
        RestServer rest = start(Map.of(
                "access.control.allow.origin", "http://ui.example,https://.*\\.other\\.example",
                "access.control.allow.methods", "GET,PUT"));
        String allowed = raw(rest, "GET /connectors HTTP/1.1\r\nHost: localhost\r\nOrigin: http://ui.example\r\n");
        assertThat(allowed).startsWith("HTTP/1.1 200").contains("Access-Control-Allow-Origin: http://ui.example");
        assertThat(raw(rest, "GET / HTTP/1.1\r\nHost: localhost\r\nOrigin: https://a.other.example\r\n"))
                .startsWith("HTTP/1.1 200");
        String preflight = raw(
                rest,
                "OPTIONS /connectors HTTP/1.1\r\nHost: localhost\r\nOrigin: http://ui.example\r\nAccess-Control-Request-Method: PUT\r\n");
        assertThat(preflight).startsWith("HTTP/1.1 200").containsPattern("Access-Control-Allow-Methods: .*PUT");
        assertThat(raw(rest, "GET / HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n"))
                .startsWith("HTTP/1.1 403")
                .contains("access.control.allow.origin")
                .doesNotContain("Access-Control-Allow-Origin:");
    }

    @Test
    void everyReplyHasTheHeadersThatAreSet() throws Exception {
        RestServer rest = start(Map.of(
                "response.http.headers.config",
                "set X-Frame-Options: DENY, \"add Cache-Control: no-cache, no-store\","
                        + "add Cache-Control: private,setDate Expires: 0"));
        for (String path : new String[] {"/connectors", "/nothing"}) {
            HttpResponse<String> reply = get(rest.uri(), path);
            assertThat(reply.headers().firstValue("X-Frame-Options")).hasValue("DENY");
            assertThat(reply.headers().allValues("Cache-Control")).containsExactly("no-cache, no-store", "private");
            assertThat(reply.headers().firstValue("Expires").orElse("")).matches("\\w{3}, \\d\\d \\w{3} \\d{4} .* GMT");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "response.http.headers.config, drop X-A: b, action name: value",
        "response.http.headers.config, set X A: b, 'no name of a header'",
        "response.http.headers.config, setDate Expires: soon, no number of milliseconds",
        "response.http.headers.config, set, action name: value",
        "listeners, ftp://a:1, does not begin with http:// or https://",
        "listeners, http://a, needs a host and a port",
        "listeners, ' ', names no listener",
        "admin.listeners, a:1, does not begin with http:// or https://"
    })
    void aWrongSettingIsNamedWithWhatToWriteInstead(String name, String value, String why) {
        assertThatThrownBy(() -> RestSettings.of(Map.of(name, value)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(why)
                .hasMessageContaining("example");
    }

    @Test
    void anHttpsListenerServesWithTheKeysOfItsSettings() throws Exception {
        Path key = key("server");
        RestServer rest = start(Map.of(
                "listeners",
                "https://127.0.0.1:0",
                "listeners.https.ssl.keystore.location",
                key.toString(),
                "listeners.https.ssl.keystore.password",
                PASSWORD,
                "listeners.https.ssl.key.password",
                PASSWORD,
                "ssl.keystore.location",
                "/not/this/one"));
        assertThat(rest.uri().getScheme()).isEqualTo("https");
        HttpClient trusting = HttpClient.newBuilder().sslContext(tls(key, null)).build();
        assertThat(get(trusting, rest.uri(), "/connectors").statusCode()).isEqualTo(200);
        HttpResponse<String> created = trusting.send(
                HttpRequest.newBuilder(rest.uri().resolve("/connectors/a/config"))
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString("{\"connector.class\":\"X\"}"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(created.headers().firstValue("Location")).hasValue(rest.uri() + "/connectors/a");
        assertThatThrownBy(() -> get(rest.uri(), "/connectors")).isInstanceOf(SSLException.class);
    }

    @Test
    void aClientWithoutACertificateIsTurnedAwayIfOneIsRequired() throws Exception {
        Path key = key("server");
        Path client = key("client");
        RestServer rest = start(Map.of(
                "listeners",
                "http://127.0.0.1:0",
                "admin.listeners",
                "https://127.0.0.1:0",
                "ssl.keystore.location",
                key.toString(),
                "ssl.keystore.password",
                PASSWORD,
                "ssl.key.password",
                PASSWORD,
                "ssl.truststore.location",
                trusting(client).toString(),
                "ssl.truststore.password",
                PASSWORD,
                "ssl.client.auth",
                "required"));
        HttpClient known = HttpClient.newBuilder().sslContext(tls(key, client)).build();
        assertThat(get(known, rest.adminUri(), "/admin/loggers").statusCode()).isEqualTo(200);
        HttpClient stranger = HttpClient.newBuilder().sslContext(tls(key, null)).build();
        assertThatThrownBy(() -> get(stranger, rest.adminUri(), "/admin/loggers"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void anHttpsListenerWithoutKeysSaysWhatIsMissing() {
        assertThatThrownBy(() -> start(Map.of("listeners", "https://127.0.0.1:0")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("listeners.https.ssl.keystore.location");
        assertThatThrownBy(() -> start(Map.of(
                        "listeners",
                        "https://127.0.0.1:0",
                        "ssl.keystore.location",
                        dir.resolve("none").toString(),
                        "ssl.keystore.password",
                        PASSWORD)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("cannot be used");
    }

    @Test
    void kafkasBasicAuthExtensionAsksForAPassword() throws Exception {
        Files.createDirectories(dir.resolve("plugins/auth"));
        Files.copy(PeerJars.of("connect-basic-auth-extension"), dir.resolve("plugins/auth/auth.jar"));
        Path users = Files.writeString(dir.resolve("users"), "alice=wonder\n");
        Configuration before = Configuration.getConfiguration();
        Configuration.setConfiguration(jaas(users));
        try {
            RestServer rest = start(Map.of(
                    "rest.extension.classes",
                    "org.apache.kafka.connect.rest.basic.auth.extension.BasicAuthSecurityRestExtension"));
            HttpResponse<String> without = get(rest.uri(), "/connectors");
            assertThat(without.statusCode()).isEqualTo(401);
            assertThat(without.body()).contains("User cannot access the resource.");
            assertThat(as("alice:wonder", rest).statusCode()).isEqualTo(200);
            assertThat(as("alice:other", rest).statusCode()).isEqualTo(401);
        } finally {
            Configuration.setConfiguration(before);
        }
    }

    private static Configuration jaas(Path users) {
        return new Configuration() {
            @Override
            public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
                return new AppConfigurationEntry[] {
                    new AppConfigurationEntry(
                            "org.apache.kafka.connect.rest.basic.auth.extension.PropertyFileLoginModule",
                            LoginModuleControlFlag.REQUIRED,
                            Map.of("file", users.toString()))
                };
            }
        };
    }

    private static HttpResponse<String> as(String user, RestServer rest) throws Exception {
        String credentials = Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(rest.uri().resolve("/connectors"))
                                .header("Authorization", "Basic " + credentials)
                                .build(),
                        BodyHandlers.ofString());
    }

    @Test
    void anExtensionServesItsOwnResourcesSeesTheConnectorsAndIsClosed() throws Exception {
        CompiledJar.write(
                dir.resolve("plugins/counting/counting.jar"), Map.of("counting.Counting", counting()), PeerJars.all());
        RestServer rest = start(Map.of("rest.extension.classes", "counting.Counting", "counting.word", "many"));
        HttpResponse<String> created = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(rest.uri().resolve("/connectors/a/config"))
                                .header("Content-Type", "application/json")
                                .PUT(BodyPublishers.ofString("{\"connector.class\":\"X\"}"))
                                .build(),
                        BodyHandlers.ofString());
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(get(rest.uri(), "/counting").body())
                .isEqualTo("{\"cluster\":\"cluster-1\",\"a\":\"RUNNING\",\"type\":\"source\",\"word\":\"many\"}");
        rest.close();
        assertThat(System.clearProperty("counting.closed")).isEqualTo("yes");
    }

    private static String counting() {
        return """
                package counting;

                import jakarta.ws.rs.*;
                import java.util.*;
                import org.apache.kafka.connect.health.ConnectClusterState;
                import org.apache.kafka.connect.rest.*;

                public class Counting implements ConnectRestExtension {
                    private Map<String, ?> worker = Map.of();
                    public void configure(Map<String, ?> config) { worker = config; }
                    public String version() { return "1"; }
                    public void close() { System.setProperty("counting.closed", "yes"); }
                    public void register(ConnectRestExtensionContext context) {
                        context.configurable().register(new Count(context.clusterState(), worker));
                    }

                    @Path("/counting")
                    @Produces("application/json")
                    public static class Count {
                        private final ConnectClusterState state;
                        private final Map<String, ?> worker;
                        Count(ConnectClusterState state, Map<String, ?> worker) { this.state = state; this.worker = worker; }

                        @GET
                        public Map<String, Object> count() {
                            Map<String, Object> all = new LinkedHashMap<>();
                            all.put("cluster", state.clusterDetails().kafkaClusterId());
                            for (String name : state.connectors()) {
                                all.put(name, state.connectorHealth(name).connectorState().state());
                                all.put("type", state.connectorHealth(name).type().toString());
                            }
                            all.put("word", worker.get("counting.word"));
                            return all;
                        }
                    }
                }
                """;
    }

    @Test
    void eachRequestIsALineOfKafkaConnectsAccessLog() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(RestServer.ACCESS_LOG);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(lines);
        logger.setAdditive(false);
        try {
            RestServer rest = start(Map.of());
            assertThat(get(rest.uri(), "/connectors?expand=info").statusCode()).isEqualTo(200);
            Awaitility.await().until(() -> !lines.list.isEmpty());
            assertThat(lines.list.get(0).getFormattedMessage())
                    .matches("127\\.0\\.0\\.1 - - \\[.*] \"GET /connectors\\?expand=info HTTP/1\\.1\" 200 2 .* \\d+");
        } finally {
            logger.detachAppender(lines);
            logger.setLevel(null);
            logger.setAdditive(true);
        }
    }

    private static HttpResponse<String> get(URI uri, String path) throws Exception {
        return get(HttpClient.newHttpClient(), uri, path);
    }

    private static HttpResponse<String> get(HttpClient client, URI uri, String path) throws Exception {
        return client.send(HttpRequest.newBuilder(uri.resolve(path)).build(), BodyHandlers.ofString());
    }

    /** Sends what a client library would not. */
    private static String raw(RestServer rest, String head) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), rest.uri().getPort())) {
            socket.getOutputStream().write((head + "Connection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** A key store with a key and its own signature. */
    private Path key(String name) throws Exception {
        Path store = dir.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-storetype",
                        "PKCS12",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return store;
    }

    private Path trusting(Path key) throws Exception {
        Path store = dir.resolve("trust.p12");
        try (var out = Files.newOutputStream(store)) {
            trust(key).store(out, PASSWORD.toCharArray());
        }
        return store;
    }

    private static KeyStore trust(Path key) throws Exception {
        KeyStore keys = KeyStore.getInstance(key.toFile(), PASSWORD.toCharArray());
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("server", keys.getCertificate(keys.aliases().nextElement()));
        return trust;
    }

    private static SSLContext tls(Path trusted, @Nullable Path own) throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trust(trusted));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(
                own == null ? null : KeyStore.getInstance(own.toFile(), PASSWORD.toCharArray()),
                PASSWORD.toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return tls;
    }
}
