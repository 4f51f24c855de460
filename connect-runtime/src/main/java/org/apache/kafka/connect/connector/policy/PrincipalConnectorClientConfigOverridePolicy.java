package org.apache.kafka.connect.connector.policy;

import java.util.Set;

/** A connector may set who it is. */
public class PrincipalConnectorClientConfigOverridePolicy extends NamePolicy {
    private static final Set<String> ALLOWED = Set.of("sasl.jaas.config", "sasl.mechanism", "security.protocol");

    @Override
    boolean allows(String name) {
        return ALLOWED.contains(name);
    }

    @Override
    String allowed() {
        return "sasl.jaas.config, sasl.mechanism and security.protocol";
    }
}
