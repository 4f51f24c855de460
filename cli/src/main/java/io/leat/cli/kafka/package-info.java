/**
 * What Kafka's command-line tools do, on any log that speaks Kafka's protocol: {@code leat topics}, {@code groups}, {@code configs},
 * {@code acls}, {@code users}, {@code offsets}, {@code produce}, {@code consume}; and {@code dump}, which reads files. Options have the names that Kafka's tools give them.
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
