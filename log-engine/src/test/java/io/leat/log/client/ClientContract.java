package io.leat.log.client;

/** All that both clients promise, Kafka's on a real broker and ours in this process: producer, transactions, consumer, groups. */
abstract class ClientContract extends GroupContract {}
