/**
 * The settings of the broker and of its topics: Kafka's names, defaults, precedence and bounds, each declared once.
 *
 * <pre>
 *   properties ──▶ BrokerSettings ── topic defaults ──▶ TopicConfigs.effective(overrides) ──▶ what a partition goes by
 *                        └── Advice: what is not served, what is not known, and the nearest name
 * </pre>
 *
 * <p>What a single node cannot honour is refused, never ignored. Pure: no I/O but the list of Kafka's names in a resource.
 */
@NullMarked
package io.leat.log.settings;

import org.jspecify.annotations.NullMarked;
