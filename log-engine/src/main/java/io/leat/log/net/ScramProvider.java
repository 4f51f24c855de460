package io.leat.log.net;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Map;
import javax.security.auth.callback.CallbackHandler;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;
import javax.security.sasl.SaslServerFactory;
import org.apache.kafka.common.security.scram.internals.ScramMechanism;
import org.jspecify.annotations.Nullable;

/**
 * Has {@link ScramServer} asked before kafka-clients' own server of SCRAM, which refuses librdkafka before 2.6.1. It answers for the
 * listeners of this package alone: whoever else serves SCRAM in this process does not have {@link #USERS} in the properties.
 */
final class ScramProvider extends Provider {
    /** The property by which a listener hands over its {@link ScramUsers}. */
    static final String USERS = "leat.scram.users";

    private static final long serialVersionUID = 1;
    private static final String NAME = "Leat SCRAM server";

    private ScramProvider() {
        super(NAME, "1", "SCRAM for the listeners of Leat");
        for (ScramMechanism mechanism : ScramMechanism.values()) {
            put("SaslServerFactory." + mechanism.mechanismName(), Factory.class.getName());
        }
    }

    /** The first one counts; Java keeps one provider of a name. */
    static void install() {
        int unused = Security.insertProviderAt(new ScramProvider(), 1);
    }

    /** Made by Java by its name. */
    public static final class Factory implements SaslServerFactory {

        @Override
        public @Nullable SaslServer createSaslServer(
                String mechanism,
                String protocol,
                String serverName,
                Map<String, ?> properties,
                CallbackHandler handler)
                throws SaslException {
            ScramMechanism scram = ScramMechanism.forMechanismName(mechanism);
            if (scram == null || !(properties.get(USERS) instanceof ScramUsers users)) {
                return null;
            }
            try {
                return new ScramServer(scram, users);
            } catch (NoSuchAlgorithmException e) {
                throw new SaslException("This Java has no " + scram.hashAlgorithm(), e);
            }
        }

        @Override
        public String[] getMechanismNames(Map<String, ?> properties) {
            return List.of(ScramMechanism.values()).stream()
                    .map(ScramMechanism::mechanismName)
                    .toArray(String[]::new);
        }
    }
}
