package io.leat.log.net;

import io.leat.log.settings.ListenerSettings.Listener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.internals.BrokerSecurityConfigs;
import org.apache.kafka.common.network.ChannelBuilder;
import org.apache.kafka.common.network.ChannelBuilders;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.requests.ApiVersionsResponse;
import org.apache.kafka.common.security.JaasUtils;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.security.authenticator.CredentialCache;
import org.apache.kafka.common.security.scram.internals.ScramMechanism;
import org.apache.kafka.common.security.token.delegation.internals.DelegationTokenCache;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;

/**
 * How a listener's connections are made safe: from Kafka's {@code ssl.*} and {@code sasl.*} settings, plain or of the listener, to
 * kafka-clients' own channels. What is missing or wrong is said by the name of the setting, and no secret is in what is said.
 */
final class Channels {
    private static final String OAUTHBEARER = "OAUTHBEARER";
    private static final String PLAIN = "PLAIN";
    private static final String HANDLER = BrokerSecurityConfigs.SASL_SERVER_CALLBACK_HANDLER_CLASS_CONFIG;

    /** What OAUTHBEARER takes tokens by if the user names nothing: signatures are checked. Kafka's default checks none. */
    private static final String OAUTH_VALIDATOR =
            "org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallbackHandler";

    private static final Map<String, String> LOGIN_MODULES = Map.of(
            "SCRAM",
            "org.apache.kafka.common.security.scram.ScramLoginModule required;",
            OAUTHBEARER,
            "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;");

    private final Map<String, ?> settings;
    private final ScramUsers users;
    private final Function<Short, ApiVersionsResponse> versions;
    private final CredentialCache noCache = new CredentialCache(); // The users are looked up where they are.
    private final DelegationTokenCache noTokens = new DelegationTokenCache(List.of());

    /**
     * Channels by {@code settings}.
     *
     * @param users who may come by SCRAM
     * @param versions the answer to ApiVersions for those who ask before they authenticate
     */
    Channels(Map<String, ?> settings, ScramUsers users, Function<Short, ApiVersionsResponse> versions) {
        this.settings = settings;
        this.users = users;
        this.versions = versions;
    }

    /**
     * The channels of a thread of {@code listener}.
     *
     * @throws ConfigException if its settings do not do; the message names the setting
     */
    ChannelBuilder of(Listener listener, LogContext log) {
        ListenerName name = new ListenerName(listener.name());
        SecurityProtocol protocol = listener.protocol();
        try {
            return ChannelBuilders.serverChannelBuilder(
                    name, false, protocol, config(listener), noCache, noTokens, Time.SYSTEM, log, versions);
        } catch (ConfigException e) {
            throw e;
        } catch (KafkaException | IllegalArgumentException e) {
            throw new ConfigException("The listener %s cannot be served as %s: %s. Look at the settings %s* and %s"
                    .formatted(
                            listener,
                            protocol,
                            reasons(e),
                            name.configPrefix(),
                            isTls(protocol) ? "ssl.keystore.*, ssl.truststore.*, ssl.key.password" : "sasl.*"));
        }
    }

    private AbstractConfig config(Listener listener) {
        Map<String, Object> all = new HashMap<>(settings);
        if (listener.protocol() == SecurityProtocol.PLAINTEXT) {
            return new AbstractConfig(BrokerSecurityConfigs.CONFIG_DEF, Map.of(), false);
        }
        ListenerName name = new ListenerName(listener.name());
        Map<String, Object> own = parsed(all).valuesWithPrefixOverride(name.configPrefix());
        if (isTls(listener.protocol())) {
            requireKeys(name, own);
        }
        if (listener.protocol() == SecurityProtocol.SASL_PLAINTEXT
                || listener.protocol() == SecurityProtocol.SASL_SSL) {
            for (Object mechanism : mechanisms(own)) {
                complete(all, name, mechanism.toString());
            }
            ScramProvider.install();
            all.put(ScramProvider.USERS, users);
        }
        return parsed(all);
    }

    private static List<?> mechanisms(Map<String, Object> own) {
        return (List<?>) Objects.requireNonNull(own.get(BrokerSecurityConfigs.SASL_ENABLED_MECHANISMS_CONFIG));
    }

    private static AbstractConfig parsed(Map<String, Object> settings) {
        return new AbstractConfig(BrokerSecurityConfigs.CONFIG_DEF, settings, false);
    }

    private static void requireKeys(ListenerName name, Map<String, Object> own) {
        boolean given = own.get(SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG) != null
                || own.get(SslConfigs.SSL_KEYSTORE_KEY_CONFIG) != null
                || own.get(SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG) != null;
        if (!given) {
            throw new ConfigException(
                    "The listener %s speaks TLS and has no key. Set %sssl.keystore.location to a JKS, PKCS12 or PEM file with its key and certificate (and ssl.keystore.type, ssl.keystore.password as it needs)"
                            .formatted(name.value(), name.configPrefix()));
        }
    }

    /** Adds what a mechanism can do with but the user need not say; refuses what only the user can say. */
    private static void complete(Map<String, Object> all, ListenerName name, String mechanism) {
        String prefix = name.configPrefix() + mechanism.toLowerCase(Locale.ROOT) + ".";
        String jaas = prefix + SaslConfigs.SASL_JAAS_CONFIG;
        if (mechanism.equals(OAUTHBEARER)) {
            all.putIfAbsent(prefix + HANDLER, OAUTH_VALIDATOR);
        }
        if (all.containsKey(jaas) || System.getProperty(JaasUtils.JAVA_LOGIN_CONFIG_PARAM) != null) {
            return;
        }
        String module = LOGIN_MODULES.get(ScramMechanism.isScram(mechanism) ? "SCRAM" : mechanism);
        if (module != null) {
            all.put(jaas, module);
        } else if (mechanism.equals(PLAIN) && !all.containsKey(prefix + HANDLER)) {
            throw new ConfigException(
                    "The listener %s has the mechanism PLAIN and no users. Set %s to: org.apache.kafka.common.security.plain.PlainLoginModule required user_NAME=\"PASSWORD\";"
                            .formatted(name.value(), jaas));
        } else {
            throw new ConfigException(
                    "The listener %s has the mechanism %s and no login module. Set %s, or take %s out of %s"
                            .formatted(
                                    name.value(),
                                    mechanism,
                                    jaas,
                                    mechanism,
                                    BrokerSecurityConfigs.SASL_ENABLED_MECHANISMS_CONFIG));
        }
    }

    private static boolean isTls(SecurityProtocol protocol) {
        return protocol == SecurityProtocol.SSL || protocol == SecurityProtocol.SASL_SSL;
    }

    private static String reasons(Throwable failure) {
        List<String> reasons = new ArrayList<>();
        for (Throwable it = failure; it != null; it = it.getCause()) {
            String reason = String.valueOf(it.getMessage());
            if (it.getMessage() != null && reasons.stream().noneMatch(known -> known.contains(reason))) {
                reasons.add(reason);
            }
        }
        return reasons.stream().collect(Collectors.joining(": "));
    }
}
