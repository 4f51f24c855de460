/**
 * What Kafka's command-line tools do, on any log that speaks Kafka's protocol: {@code leat topics}, {@code groups}, {@code configs},
 * {@code offsets}, {@code produce}, {@code consume}. Options have the names that Kafka's tools give them.
 *
 * <pre>
 *   command ── picocli ──▶ Cluster ── Admin, Producer, Consumer ──▶ a log anywhere
 *      │
 *      └── a table for people, --json for scripts
 * </pre>
 */
@NullMarked
package io.leat.cli.kafka;

import org.jspecify.annotations.NullMarked;
