package io.leat.cli.kafka;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.leat.cli.ExitCode;
import io.leat.cli.Problem;
import io.leat.cli.text.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.admin.UserScramCredentialsDescription;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code leat users}: what {@code kafka-configs.sh --entity-type users} does for users who come by SCRAM. No password is ever shown. */
@Command(name = "users", description = "Lists, adds, alters and deletes users who come with a password (SCRAM).")
public final class UsersCommand implements Callable<Integer> {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** One of these. */
    static final class Action {
        @Option(names = "--list", description = "The names of all users.")
        private boolean list;

        @Option(names = "--describe", description = "Mechanisms and iterations of a user, or of all.")
        private boolean describe;

        @Option(
                names = {"--add", "--alter"},
                description = "Gives a user a password.")
        private boolean add;

        @Option(names = "--delete", description = "Takes a user's passwords away.")
        private boolean delete;
    }

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @ArgGroup(multiplicity = "1")
    private final Action action = new Action();

    @Option(
            names = {"--user", "--entity-name"},
            paramLabel = "NAME",
            description = "The user.")
    private @Nullable String user;

    @Option(
            names = "--mechanism",
            paramLabel = "MECHANISM",
            description = "SCRAM-SHA-256 or SCRAM-SHA-512 (default: SCRAM-SHA-512; to delete: all that there are).")
    private @Nullable String mechanism;

    @Option(
            names = "--iterations",
            paramLabel = "N",
            defaultValue = "4096",
            description = "How often the password is hashed, 4096 to 16384 (default: ${DEFAULT-VALUE}).")
    private int iterations = 4096;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description =
                    "The file whose first line is the password, - for standard input; it is asked for without it.")
    private @Nullable String passwordFile;

    @Override
    public Integer call() {
        ScramMechanism wanted = mechanism();
        if ((action.add || action.delete) && user == null) {
            throw Problem.wrongInput("No user is named.", "Add --user NAME.");
        }
        char[] password = action.add ? Passwords.read(passwordFile, String.valueOf(user)) : new char[0];
        try (var connected = cluster.connect()) {
            if (action.add && user != null) {
                return add(connected, user, wanted == null ? ScramMechanism.SCRAM_SHA_512 : wanted, password);
            } else if (action.delete && user != null) {
                return delete(connected, user, wanted);
            }
            if (action.list == action.describe) {
                throw new IllegalStateException("exactly one action comes through picocli");
            }
            return action.list ? list(connected) : describe(connected);
        }
    }

    private @Nullable ScramMechanism mechanism() {
        if (mechanism == null) {
            return null;
        }
        ScramMechanism found = ScramMechanism.fromMechanismName(mechanism);
        if (found == ScramMechanism.UNKNOWN) {
            throw Problem.wrongInput(
                    "--mechanism " + mechanism + " is not known.", "Write SCRAM-SHA-256 or SCRAM-SHA-512.");
        }
        return found;
    }

    private int add(Cluster connected, String name, ScramMechanism with, char[] password) {
        var upsertion = new UserScramCredentialUpsertion(
                name, new ScramCredentialInfo(with, iterations), Passwords.bytes(password));
        connected.answer(
                "give " + name + " a password",
                connected.admin().alterUserScramCredentials(List.of(upsertion)).all());
        cluster.tell(
                "The user " + name + " has a password for " + with.mechanismName() + ".",
                JSON.objectNode().put("altered", name).put("mechanism", with.mechanismName()));
        return ExitCode.OK.number();
    }

    private int delete(Cluster connected, String name, @Nullable ScramMechanism only) {
        List<UserScramCredentialAlteration> deletions = new ArrayList<>();
        if (only != null) {
            deletions.add(new UserScramCredentialDeletion(name, only));
        } else {
            UserScramCredentialsDescription there = connected.answer(
                    "find the user " + name,
                    connected
                            .admin()
                            .describeUserScramCredentials(List.of(name))
                            .description(name));
            there.credentialInfos().forEach(it -> deletions.add(new UserScramCredentialDeletion(name, it.mechanism())));
        }
        connected.answer(
                "delete the user " + name,
                connected.admin().alterUserScramCredentials(deletions).all());
        cluster.tell(
                "The user " + name + " has no password any more.",
                JSON.objectNode().put("deleted", name));
        return ExitCode.OK.number();
    }

    private int list(Cluster connected) {
        var names = users(connected).keySet();
        if (cluster.json()) {
            ArrayNode array = JSON.arrayNode();
            names.forEach(array::add);
            return cluster.show(array);
        }
        names.forEach(cluster.out()::println);
        return ExitCode.OK.number();
    }

    private int describe(Cluster connected) {
        var users = users(connected);
        if (cluster.json()) {
            ArrayNode array = JSON.arrayNode();
            users.forEach((name, it) -> {
                ObjectNode one = array.addObject().put("user", name);
                ArrayNode credentials = one.putArray("credentials");
                it.credentialInfos()
                        .forEach(info -> credentials
                                .addObject()
                                .put("mechanism", info.mechanism().mechanismName())
                                .put("iterations", info.iterations()));
            });
            return cluster.show(array);
        }
        var table = new Table("USER", "MECHANISM", ">ITERATIONS");
        users.forEach((name, it) -> it.credentialInfos()
                .forEach(info -> table.row(name, info.mechanism().mechanismName(), info.iterations())));
        return cluster.show(table);
    }

    private Map<String, UserScramCredentialsDescription> users(Cluster connected) {
        var found = user == null
                ? connected.admin().describeUserScramCredentials()
                : connected.admin().describeUserScramCredentials(List.of(user));
        return new TreeMap<>(connected.answer(user == null ? "list users" : "describe " + user, found.all()));
    }
}
