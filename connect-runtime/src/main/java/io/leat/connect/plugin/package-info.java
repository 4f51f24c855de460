/**
 * Connect plugins: where they are, what they are called, and how code of one is kept apart from code of another.
 *
 * <pre>
 *   plugin.path ──▶ PluginPath ──▶ PluginLocation ──▶ PluginClassLoader (child first, one per location)
 *                                        │
 *             ContentHash ──▶ ScanCache, or Manifests (META-INF/services) and ClassScan
 *                                        ▼
 *   class path ─────────────────▶   Catalogue ──▶ Plugins: name or alias, version ──▶ instance, configured
 * </pre>
 *
 * <p>Rules: a class is loaded only when a plugin is asked for, never to find out what there is; a location that cannot
 * be read costs itself alone; a name that fits two plugins is refused, never guessed; a name that fits none is answered
 * with the three nearest.
 *
 * <p>This package never talks to the log, starts no connector and knows nothing of REST.
 */
@NullMarked
package io.leat.connect.plugin;

import org.jspecify.annotations.NullMarked;
