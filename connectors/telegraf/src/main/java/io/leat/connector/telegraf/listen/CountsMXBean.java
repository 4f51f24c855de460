package io.leat.connector.telegraf.listen;

/** {@code io.leat.connector.telegraf:type=source,connector=NAME}. */
public interface CountsMXBean {

    /** Lines that became records. */
    long getLines();

    /** Lines that were no line protocol, or too long. */
    long getBadLines();

    /** Good lines of datagrams that came while the queue was full; a datagram cannot be asked to wait. */
    long getDroppedLines();

    /** HTTP requests that were told to come again later. */
    long getRefusedRequests();
}
