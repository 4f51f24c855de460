/**
 * The worker's REST interface: Kafka Connect's paths, bodies and codes, on Jetty and Jersey.
 *
 * <pre>
 *   Jetty (limits on header, body, time, connections)
 *     └ Jersey ─ BrowserGuard ─ resources ─ RequestBody: bytes → values, or 400 with line and column
 *                                  │
 *                                  ├─ reads: answered from the worker's view, on the request's thread
 *                                  └─ changes, plugins: TimedCalls, so that no plugin can hold a request's thread
 *                                  ▼
 *                          ConnectorOperations
 *                                  ▼
 *                replies: records that write themselves; secrets masked; errors by ErrorMapper
 * </pre>
 *
 * <p>Every error is JSON, {@code {"error_code":N,"message":"…"}}; no reply holds a stack trace of the worker's own or
 * the value of a setting that is a secret. Every size and every wait has a limit. {@code docs/compatibility.md} lists
 * where this differs from Kafka Connect, and why.
 *
 * <p>This package decides nothing about connectors and reads no topic.
 */
@NullMarked
package io.leat.connect.rest;

import org.jspecify.annotations.NullMarked;
