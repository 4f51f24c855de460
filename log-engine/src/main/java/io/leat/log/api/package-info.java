/**
 * The Kafka protocol as this log answers it: one class per family of APIs, and a table that says which class answers what.
 *
 * <pre>
 *   net ── Call, request ──▶ Routes ──▶ ProduceApi, FetchApi, GroupApis, … ──▶ broker
 *                                            │
 *   net ◀── response, now or later ──────────┘
 * </pre>
 *
 * <p>Together with {@code net} it is the only package that names Kafka's {@code common.message} and {@code common.requests}. A handler
 * runs on the thread of its connection and never blocks: what takes long is a future.
 */
@NullMarked
package io.leat.log.api;

import org.jspecify.annotations.NullMarked;
