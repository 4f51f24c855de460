package io.leat.log.client;

import org.junit.jupiter.api.BeforeAll;

/** Kafka's newer clients keep the contract on our listener, which has older APIs than they. */
class NewerClientsIT extends ServedClientsTest {

    @BeforeAll
    static void theClientsAreTheNewerOnes() {
        NewerClients.areHere();
    }
}
