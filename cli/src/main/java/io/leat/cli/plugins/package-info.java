/**
 * {@code leat plugins}: puts plugins into a folder of {@code plugin.path}, says what is there, and what is wrong with it.
 *
 * <pre>
 *   GROUP:ARTIFACT[:VERSION] ──▶ MavenPlugins (Maven Resolver: repositories, cache, checksums)
 *                                     │ jars
 *                                     ▼
 *                PluginStore: a folder per plugin, put there whole ──▶ POST /connector-plugins/reload
 * </pre>
 *
 * <p>Rules: nothing is kept whose checksum is wrong or missing; a plugin is there whole or not at all; what of Kafka's APIs the
 * worker shares with plugins is not installed beside them.
 */
@NullMarked
package io.leat.cli.plugins;

import org.jspecify.annotations.NullMarked;
