package io.leat.connect.rest;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * The keys of {@code https} listeners. The settings are Kafka's {@code ssl.*}, those with the listener's prefix if there is
 * any of them, else those without; Kafka's own code reads the stores, so that PEM is as good as JKS and PKCS12.
 */
final class RestTls {
    /** Prefix for {@code listeners}. */
    static final String PREFIX = "listeners.https.";
    /** Prefix for {@code admin.listeners}. */
    static final String ADMIN_PREFIX = "admin.listeners.https.";

    private static final String CLIENT_AUTH = "ssl.client.auth";
    private static final ConfigDef DEFINITION = definition();

    private RestTls() {}

    private static ConfigDef definition() {
        ConfigDef definition = new ConfigDef()
                .define(
                        CLIENT_AUTH,
                        ConfigDef.Type.STRING,
                        "none",
                        ConfigDef.CaseInsensitiveValidString.in("none", "requested", "required"),
                        ConfigDef.Importance.LOW,
                        "Whether clients show a certificate.");
        SslConfigs.addClientSslSupport(definition);
        return definition;
    }

    /** @throws ConfigException if there are no keys, or they cannot be read */
    static SslContextFactory.Server of(Map<String, String> worker, String prefix) {
        AbstractConfig settings = new AbstractConfig(DEFINITION, withPrefixOrWithout(worker, prefix), false);
        if (settings.getString(SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG) == null
                && settings.getPassword(SslConfigs.SSL_KEYSTORE_KEY_CONFIG) == null) {
            throw new ConfigException("An https listener needs keys: set " + prefix
                    + SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG + " and " + prefix
                    + SslConfigs.SSL_KEYSTORE_PASSWORD_CONFIG + ", or listen with http://.");
        }
        SslContextFactory.Server factory = new SslContextFactory.Server();
        try (DefaultSslEngineFactory keys = new DefaultSslEngineFactory()) {
            keys.configure(settings.values());
            factory.setSslContext(keys.sslContext());
        } catch (KafkaException e) {
            throw new ConfigException("The keys of the https listener (" + prefix + "ssl.*) cannot be used: "
                    + e.getMessage() + ". Check the files, their passwords and their types.");
        }
        List<String> protocols = settings.getList(SslConfigs.SSL_ENABLED_PROTOCOLS_CONFIG);
        factory.setIncludeProtocols(protocols.toArray(String[]::new));
        List<String> ciphers = settings.getList(SslConfigs.SSL_CIPHER_SUITES_CONFIG);
        if (ciphers != null && !ciphers.isEmpty()) {
            factory.setIncludeCipherSuites(ciphers.toArray(String[]::new));
            factory.setExcludeCipherSuites();
        }
        switch (settings.getString(CLIENT_AUTH).toLowerCase(Locale.ROOT)) {
            case "required" -> factory.setNeedClientAuth(true);
            case "requested" -> factory.setWantClientAuth(true);
            default -> {}
        }
        return factory;
    }

    private static Map<String, String> withPrefixOrWithout(Map<String, String> worker, String prefix) {
        Map<String, String> own = new HashMap<>();
        worker.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                own.put(name.substring(prefix.length()), value);
            }
        });
        if (!own.isEmpty()) {
            return own;
        }
        worker.forEach((name, value) -> {
            if (name.startsWith("ssl.")) {
                own.put(name, value);
            }
        });
        return own;
    }
}
