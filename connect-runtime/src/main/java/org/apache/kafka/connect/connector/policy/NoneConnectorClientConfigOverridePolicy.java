package org.apache.kafka.connect.connector.policy;

/** A connector may set nothing. */
public class NoneConnectorClientConfigOverridePolicy extends NamePolicy {
    @Override
    boolean allows(String name) {
        return false;
    }

    @Override
    String allowed() {
        return "nothing";
    }
}
