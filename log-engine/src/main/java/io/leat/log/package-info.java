/**
 * The partitioned log, embedded: {@link io.leat.log.LogEngine} opens a folder and hands out Kafka's own client interfaces on it.
 *
 * <pre>
 *   LogEngine ── client ──▶ broker ──▶ partition ──▶ segment ──▶ disk
 *                              ├─────▶ topic    (pure)
 *                              ├─────▶ group    (pure)
 *                              └─────▶ transaction (pure)
 * </pre>
 */
@NullMarked
package io.leat.log;

import org.jspecify.annotations.NullMarked;
