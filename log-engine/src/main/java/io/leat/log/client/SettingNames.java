package io.leat.log.client;

import io.leat.log.settings.Nearest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * Sorts the settings given to a client into those that work here and those that do not (C3).
 *
 * <p>Declarations (type, default, validator) are taken from Kafka's own definition, so they are Kafka's by construction.
 *
 * @param kafka all settings of the stock client
 * @param honoured those that work in this process
 */
record SettingNames(ConfigDef kafka, Set<String> honoured) {

    /** Why a setting of the stock client means nothing here: the first prefix that fits wins. */
    private static final List<Map.Entry<String, String>> MEANINGLESS = List.of(
            Map.entry("ssl.", "there is no connection to encrypt"),
            Map.entry("sasl.", "there is no connection to authenticate"),
            Map.entry("security.", "there is no connection to secure"),
            Map.entry("partition.assignment.strategy", "the log assigns partitions to the members of a group itself"),
            Map.entry("group.protocol", "there is one group protocol in this process"),
            Map.entry("group.remote.assignor", "the log assigns partitions to the members of a group itself"),
            Map.entry("check.crcs", "the log checks each batch that it reads"),
            Map.entry("max.in.flight", "each batch is appended before the next one"),
            Map.entry("heartbeat.interval.ms", "poll tells the group that the consumer lives"),
            Map.entry(
                    "session.timeout.ms",
                    "consumer and group live and die together; max.poll.interval.ms is what counts"),
            Map.entry("fetch.", "a poll reads what is there, and is woken by the append otherwise"),
            Map.entry("retr", "a direct call is not retried: nothing is lost between caller and log"),
            Map.entry("delivery.timeout.ms", "a direct call is answered, not timed out"),
            Map.entry("metadata.", "topics are looked up in the catalogue of this process"),
            Map.entry("partitioner.a", "one process holds all partitions, and all are equally available"),
            Map.entry("transaction.timeout.ms", "a transaction is held by its producer until it commits"),
            Map.entry("enable.metrics.push", "there is no broker to push metrics to"),
            Map.entry("share.", "this is not a share consumer"),
            Map.entry("", "there is no connection"));

    /** Settings that would make the client do something else than asked; refused rather than warned about. */
    private static final Map<String, String> REFUSED = Map.of(
            "bootstrap.servers",
                    "this client calls the log of its own process; remove it, or use the client of kafka-clients to reach a cluster",
            "transaction.two.phase.commit.enable", "prepared transactions do not exist here; remove it");

    /** Kafka's declarations of the honoured settings only. */
    ConfigDef definition() {
        ConfigDef definition = new ConfigDef();
        honoured.forEach(name -> definition.define(kafka.configKeys().get(name)));
        return definition;
    }

    /**
     * Warns about each given setting that has no effect, and why. Names that Kafka does not know are left alone for plug-ins to
     * read, and named with the nearest known one.
     *
     * @throws ConfigException if a setting asks for what this client cannot be
     */
    void check(Map<String, ?> given, Consumer<String> warn) {
        given.forEach((name, value) -> {
            String refusal = REFUSED.get(name);
            if (refusal != null && isChange(name, value)) {
                throw new ConfigException(name, value, refusal);
            }
            ConfigDef.ConfigKey known = kafka.configKeys().get(name);
            if (known == null) {
                String meant = Nearest.to(name, honoured)
                        .map(other -> "; did you mean '" + other + "'?")
                        .orElse("");
                warn.accept("setting '" + name + "' is not known" + meant);
            } else if (!honoured.contains(name) && isChange(name, value)) {
                warn.accept("setting '" + name + "' has no effect on a client inside the process: " + reason(name));
            }
        });
    }

    /** True unless the value is the one that holds anyway. */
    private boolean isChange(String name, Object value) {
        ConfigDef.ConfigKey key = kafka.configKeys().get(name);
        return key != null && value != null && !value.toString().equals(String.valueOf(key.defaultValue));
    }

    private static String reason(String name) {
        return MEANINGLESS.stream()
                .filter(entry -> name.startsWith(entry.getKey()))
                .findFirst()
                .orElseThrow()
                .getValue();
    }
}
