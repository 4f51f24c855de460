package io.leat.log.client;

import org.junit.jupiter.api.BeforeAll;

/** Kafka's newer clients as members of classic groups. */
class NewerClassicClientsIT extends ServedClassicClientsTest {

    @BeforeAll
    static void theClientsAreTheNewerOnes() {
        NewerClients.areHere();
    }
}
