package org.apache.kafka.connect.connector.policy;

/** A connector may set everything: the default. */
public class AllConnectorClientConfigOverridePolicy extends NamePolicy {
    @Override
    boolean allows(String name) {
        return true;
    }

    @Override
    String allowed() {
        return "everything";
    }
}
