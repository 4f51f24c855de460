package io.leat.log.settings;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;
import static org.apache.kafka.common.config.ConfigDef.Type.BOOLEAN;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.security.auth.KafkaPrincipal;

/**
 * Who may do what, and what is known by name of TLS and SASL. The {@code ssl.*} and {@code sasl.*} settings themselves are declared, parsed
 * and judged by kafka-clients; they are no part of {@link BrokerSettings#definition()}, so nothing that describes settings can show a secret.
 *
 * @param authorizes whether requests are authorized by ACLs: {@code authorizer.class.name}
 * @param superUsers who may do everything, as {@code User:name}
 * @param allowWithoutAcl whether everyone may do what no ACL is about
 * @param failureDelayMs how long a connection that failed to authenticate waits before it is told and closed
 */
public record SecuritySettings(
        boolean authorizes, Set<String> superUsers, boolean allowWithoutAcl, int failureDelayMs) {
    /** Names of kafka-clients' settings that take effect, one a line. */
    private static final String SERVED = "security.txt";

    private static final String LISTENER = "listener.name.";
    private static final String AUTHORIZER = "authorizer.class.name";

    /** Kafka's class, which is not here: its name stands for Leat's own of the same semantics. */
    private static final String STANDARD = "org.apache.kafka.metadata.authorizer.StandardAuthorizer";

    static SecuritySettings of(Map<String, Object> values) {
        String authorizer =
                Objects.requireNonNull(values.get(AUTHORIZER)).toString().strip();
        if (!authorizer.isEmpty() && !authorizer.equals(STANDARD)) {
            throw new ConfigException(
                    AUTHORIZER,
                    authorizer,
                    "Authorizers of others cannot be run here. Write " + STANDARD
                            + " for ACLs kept in the log itself, or nothing");
        }
        return new SecuritySettings(
                !authorizer.isEmpty(),
                superUsers(String.valueOf(values.get("super.users"))),
                Boolean.TRUE.equals(values.get("allow.everyone.if.no.acl.found")),
                (Integer) Objects.requireNonNull(values.get("connection.failed.authentication.delay.ms")));
    }

    private static Set<String> superUsers(String text) {
        Set<String> users = new TreeSet<>();
        for (String one : text.split(";", -1)) {
            String user = one.strip();
            if (user.isEmpty()) {
                continue;
            }
            if (!user.startsWith(KafkaPrincipal.USER_TYPE + ":")) {
                throw new ConfigException(
                        "super.users", text, "'" + user + "' is not User:name; several are separated by semicolons");
            }
            users.add(user);
        }
        return users;
    }

    /** Names of the settings of TLS and SASL that take effect. */
    static Set<String> names() {
        return NameList.read(SERVED);
    }

    /** Whether a setting is one of TLS or SASL that takes effect, plain, of a listener, or of a mechanism of a listener. */
    static boolean serves(String name) {
        Set<String> names = names();
        List<String> forms = new ArrayList<>(List.of(name));
        if (name.startsWith(LISTENER)) {
            String[] parts = name.substring(LISTENER.length()).split("\\.", 3);
            if (parts.length == 3) {
                forms.add(parts[1] + "." + parts[2]);
                forms.add(parts[2]);
            }
        }
        return forms.stream().anyMatch(names::contains);
    }

    /** Names of settings of listeners that there are not: they protect nothing. */
    static List<String> strangers(Set<String> given, Set<String> listeners) {
        return given.stream()
                .filter(name -> name.startsWith(LISTENER))
                .filter(name ->
                        !listeners.contains(name.substring(LISTENER.length()).split("\\.", 2)[0]))
                .sorted()
                .toList();
    }

    static void define(ConfigDef def) {
        def.define(
                        AUTHORIZER,
                        STRING,
                        "",
                        LOW,
                        "What authorizes requests: nothing, or " + STANDARD + " for ACLs as Kafka has them.")
                // As in Kafka, where they are settings of the authorizer, no part of what DescribeConfigs tells of a
                // broker.
                .defineInternal(
                        "super.users",
                        STRING,
                        "",
                        null,
                        LOW,
                        "Who may do everything when requests are authorized: User:name, separated by semicolons.")
                .defineInternal(
                        "allow.everyone.if.no.acl.found",
                        BOOLEAN,
                        false,
                        null,
                        LOW,
                        "Whether everyone may use a resource that no ACL is about.")
                .define(
                        "connection.failed.authentication.delay.ms",
                        INT,
                        100,
                        atLeast(0),
                        LOW,
                        "How long a connection that failed to authenticate waits before it is told and closed.");
    }
}
