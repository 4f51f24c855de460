/**
 * What a connector's configuration may hold, and whether one is right.
 *
 * <pre>
 *   FrameworkSettings (names, types, defaults: declared once)
 *        + ConverterSettings, ChainSettings (what the plugins that a configuration names define, prefixed)
 *        + the connector's own config() and validate()
 *        ▼
 *   ConnectorJudge ──▶ [Judged: definition, value, errors]
 *        └▶ SecretSettings: whose values are never shown
 * </pre>
 *
 * <p>A verdict is complete: it does not stop at the first error, and every error names the setting, its value and what
 * to write instead. Judging runs code of plugins; the caller gives it a thread that may hang.
 */
@NullMarked
package io.leat.connect.settings;

import org.jspecify.annotations.NullMarked;
