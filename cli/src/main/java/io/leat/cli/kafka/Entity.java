package io.leat.cli.kafka;

import io.leat.cli.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/**
 * What configs or quotas are of, as {@code kafka-configs.sh} names it.
 *
 * @param kind what it is
 * @param name which; the empty name for the default of all, null if none is named: all of them
 */
record Entity(Kind kind, @Nullable String name) {

    /** The kinds there are, by the name after {@code --entity-type}. */
    enum Kind {
        TOPICS(ConfigResource.Type.TOPIC, ""),
        BROKERS(ConfigResource.Type.BROKER, ""),
        BROKER_LOGGERS(ConfigResource.Type.BROKER_LOGGER, ""),
        GROUPS(ConfigResource.Type.GROUP, ""),
        USERS(ConfigResource.Type.UNKNOWN, "user"),
        CLIENTS(ConfigResource.Type.UNKNOWN, "client-id"),
        IPS(ConfigResource.Type.UNKNOWN, "ip");

        /** What its configs are kept under; UNKNOWN for what has quotas instead. */
        final ConfigResource.Type resource;

        /** What quotas call it; empty for what has none. */
        final String quota;

        Kind(ConfigResource.Type resource, String quota) {
            this.resource = resource;
            this.quota = quota;
        }

        boolean hasQuotas() {
            return !quota.isEmpty();
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        private static Kind of(String written) {
            for (Kind kind : values()) {
                if (kind.toString().equals(written)) {
                    return kind;
                }
            }
            throw Problem.wrongInput(
                    "--entity-type " + written + " is not known.",
                    "Write topics, brokers, broker-loggers, groups, users, clients or ips.");
        }
    }

    /** A type, and which of that type. */
    static final class Written {
        @Option(
                names = "--entity-type",
                required = true,
                paramLabel = "TYPE",
                description =
                        "topics, brokers, broker-loggers or groups, which have configs; users, clients or ips, which have quotas.")
        private String type = "";

        @Option(names = "--entity-name", paramLabel = "NAME", description = "Which: a topic, a broker's id, a user, …")
        private @Nullable String name;

        @Option(names = "--entity-default", description = "The default of all of that type.")
        private boolean isDefault;
    }

    /** All ways to say it; those that kafka-configs.sh calls shortcuts too. */
    static final class Options {
        @ArgGroup(exclusive = false, multiplicity = "0..*")
        private List<Written> written = new ArrayList<>();

        @Option(names = "--topic", paramLabel = "NAME", description = "A topic.")
        private @Nullable String topic;

        @Option(names = "--broker", paramLabel = "ID", description = "A broker.")
        private @Nullable String broker;

        @Option(names = "--broker-defaults", description = "The default of all brokers.")
        private boolean brokers;

        @Option(names = "--broker-logger", paramLabel = "ID", description = "The loggers of a broker.")
        private @Nullable String logger;

        @Option(names = "--group", paramLabel = "ID", description = "A group.")
        private @Nullable String group;

        @Option(names = "--user", paramLabel = "NAME", description = "A user's quotas.")
        private @Nullable String user;

        @Option(names = "--user-defaults", description = "The quotas of all users.")
        private boolean users;

        @Option(names = "--client", paramLabel = "ID", description = "A client id's quotas.")
        private @Nullable String client;

        @Option(names = "--client-defaults", description = "The quotas of all client ids.")
        private boolean clients;

        @Option(names = "--ip", paramLabel = "ADDRESS", description = "An address's quotas.")
        private @Nullable String ip;

        @Option(names = "--ip-defaults", description = "The quotas of all addresses.")
        private boolean ips;

        /** What is meant: one, or several that quotas are combined of, at least one. */
        List<Entity> entities() {
            List<Entity> all = new ArrayList<>();
            for (Written each : written) {
                if (each.name != null && each.isDefault) {
                    throw Problem.wrongInput(
                            "--entity-name " + each.name + " and --entity-default exclude each other.",
                            "Leave one of them out.");
                }
                all.add(new Entity(Kind.of(each.type), each.isDefault ? "" : each.name));
            }
            add(all, Kind.TOPICS, topic, false);
            add(all, Kind.BROKERS, broker, brokers);
            add(all, Kind.BROKER_LOGGERS, logger, false);
            add(all, Kind.GROUPS, group, false);
            add(all, Kind.USERS, user, users);
            add(all, Kind.CLIENTS, client, clients);
            add(all, Kind.IPS, ip, ips);
            if (all.isEmpty()) {
                throw Problem.wrongInput(
                        "It is not said what the configs are of.",
                        "Add for example --topic NAME, --broker ID or --user NAME.");
            }
            if (all.size() > 1 && !all.stream().allMatch(it -> it.kind.hasQuotas())) {
                throw Problem.wrongInput(
                        "These cannot be combined: "
                                + String.join(
                                        " and ",
                                        all.stream().map(Entity::toString).toList()) + ".",
                        "Name one topic, broker or group; or a user with a client id.");
            }
            return all;
        }

        private static void add(List<Entity> all, Kind kind, @Nullable String name, boolean isDefault) {
            if (name != null || isDefault) {
                all.add(new Entity(kind, isDefault ? "" : name));
            }
        }
    }

    boolean isDefault() {
        return name != null && name.isEmpty();
    }

    @Override
    public String toString() {
        return kind + (name == null ? "" : isDefault() ? " (default)" : " " + name);
    }
}
