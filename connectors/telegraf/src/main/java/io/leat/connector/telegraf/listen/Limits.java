package io.leat.connector.telegraf.listen;

/**
 * What the listeners let in (T2).
 *
 * @param lineBytes the longest line
 * @param bodyBytes the longest HTTP body, after decompression
 * @param connections TCP connections, and HTTP requests, at a time
 * @param requestMillis how long an HTTP request may take to arrive
 * @param writeMillis how long an HTTP request waits until its records are in the log
 */
public record Limits(int lineBytes, int bodyBytes, int connections, long requestMillis, long writeMillis) {}
